const STEP_MS = 700;

export default function ({ data, parentElement, setTriggerValue }) {
  const image = parentElement.querySelector("img");
  const caption = parentElement.querySelector("figcaption");
  const range = parentElement.querySelector("input");
  const play = parentElement.querySelector(".play");
  const make = parentElement.querySelector(".make");
  const keep = parentElement.querySelector(".keep");
  const { frames, words } = data;
  let timer = null;
  parentElement.stopPlaying?.(); // what an earlier call began: new data come without its clean-up

  // Loaded when first played, not when the page opens.
  const ready = [];
  const load = (n) => (ready[n] ??= new Promise((done) => {
    const one = new Image();
    one.onload = one.onerror = () => done();
    one.src = frames[n].image;
  }));

  const show = () => {
    const frame = frames[Number(range.value)];
    image.src = frame.image;
    image.alt = frame.alt;
    caption.textContent = frame.label;
    range.setAttribute("aria-valuetext", frame.label);
  };
  const stop = () => { clearTimeout(timer); timer = null; play.textContent = words.play; };
  const next = async () => {
    const n = (Number(range.value) + 1) % frames.length;
    await load(n);
    if (timer === null) return;
    range.value = n;
    show();
    timer = setTimeout(next, n === frames.length - 1 ? 2 * STEP_MS : STEP_MS);
  };

  parentElement.stopPlaying = stop;
  range.max = frames.length - 1;
  if (!range.dataset.begun) { range.value = frames.length - 1; range.dataset.begun = "yes"; }
  range.setAttribute("aria-label", words.frame);
  range.oninput = () => { stop(); show(); };
  play.textContent = words.play;
  play.onclick = () => {
    if (timer !== null) return stop();
    play.textContent = words.pause;
    timer = setTimeout(next, 0);
  };
  make.textContent = words.make;
  make.hidden = Boolean(data.gif);
  make.onclick = () => { make.disabled = true; make.textContent = words.making; setTriggerValue("make", true); };
  make.disabled = false;
  keep.hidden = !data.gif;
  keep.textContent = words.keep;
  if (data.gif) keep.href = data.gif;
  show();
  return () => parentElement.stopPlaying();
}
