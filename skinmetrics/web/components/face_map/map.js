const SVG = "http://www.w3.org/2000/svg";

export default function ({ data, parentElement, setTriggerValue }) {
  const drawing = parentElement.querySelector("svg");
  const group = parentElement.querySelector(".parts");
  const said = parentElement.querySelector(".said");
  drawing.setAttribute("aria-label", data.label);

  const tell = (part) => { said.textContent = part ? `${part.name}: ${part.said}` : ""; };
  const focused = group.contains(group.getRootNode().activeElement) ? group.getRootNode().activeElement.dataset.region : null;
  group.replaceChildren();
  for (const part of data.parts) {
    const shape = document.createElementNS(SVG, "polygon");
    shape.setAttribute("points", part.points);
    shape.setAttribute("class", part.tint);
    if (part.strength > 0) shape.style.fillOpacity = 0.25 + 0.5 * part.strength;
    shape.setAttribute("role", "button");
    shape.setAttribute("tabindex", "0");
    shape.setAttribute("aria-pressed", String(part.region === data.chosen));
    shape.setAttribute("aria-label", `${part.name}: ${part.said}`);
    shape.dataset.region = part.region;
    const choose = () => setTriggerValue("region", part.region === data.chosen ? "" : part.region);
    shape.onclick = choose;
    shape.onkeydown = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose();
    };
    shape.onpointerenter = () => tell(part);
    shape.onfocus = () => tell(part);
    shape.onpointerleave = () => tell(data.parts.find((one) => one.region === data.chosen));
    group.append(shape);
    if (part.region === focused) shape.focus();
  }
  tell(data.parts.find((one) => one.region === data.chosen));
}
