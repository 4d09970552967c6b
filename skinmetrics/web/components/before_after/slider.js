export default function ({ data, parentElement }) {
  const stage = parentElement.querySelector(".stage");
  const range = stage.querySelector("input");

  const show = () => {
    const at = Number(range.value);
    stage.style.setProperty("--at", `${at}%`);
    range.setAttribute("aria-valuetext", `${at} % ${data.before.label}, ${100 - at} % ${data.after.label}`);
  };

  for (const [side, tag] of [["before", ".earlier"], ["after", ".later"]]) {
    const image = stage.querySelector(`img.${side}`);
    image.src = data[side].image;
    image.alt = data[side].alt;
    stage.querySelector(tag).textContent = data[side].label;
  }
  range.setAttribute("aria-label", data.label);
  range.oninput = show;

  const follow = (event) => {
    const box = stage.getBoundingClientRect();
    range.value = (100 * (event.clientX - box.left)) / box.width;
    show();
  };
  stage.onpointerdown = (event) => {
    stage.setPointerCapture(event.pointerId);
    range.focus({ preventScroll: true, focusVisible: false });
    follow(event);
  };
  stage.onpointermove = (event) => {
    if (stage.hasPointerCapture(event.pointerId)) follow(event);
  };

  show();
}
