const SVG = "http://www.w3.org/2000/svg";
const ticks = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  const drawing = parentElement.querySelector("svg");
  const told = parentElement.querySelector(".told");
  if (ticks.has(drawing)) return;
  const ticked = new Set(data.begin);
  ticks.set(drawing, ticked);
  drawing.classList.toggle("fixed", data.fixed);
  drawing.setAttribute("aria-label", data.label);
  parentElement.querySelectorAll(".sides span").forEach((side, at) => { side.textContent = data.sides[at]; });
  parentElement.querySelector(".elsewhere").setAttribute("aria-label", data.away);

  for (const points of data.regions) {
    const region = document.createElementNS(SVG, "polygon");
    region.setAttribute("points", points);
    drawing.querySelector(".regions").append(region);
  }
  const toggle = (id, show) => {
    if (data.fixed) return;
    if (!ticked.delete(id)) ticked.add(id);
    show();
    setStateValue("ticked", [...ticked]);
  };

  const shapes = data.patches.map((patch) => {
    const shape = document.createElementNS(SVG, "g");
    shape.setAttribute("class", "patch");
    shape.setAttribute("role", "checkbox");
    shape.setAttribute("aria-label", patch.name);
    if (data.fixed) shape.setAttribute("aria-readonly", "true");
    shape.setAttribute("tabindex", "-1");
    shape.dataset.id = patch.id;
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("cx", patch.x);
    circle.setAttribute("cy", patch.y);
    circle.setAttribute("r", patch.r);
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("x", patch.x);
    text.setAttribute("y", patch.y + 1.8);
    text.textContent = patch.code.replace("EX-", "");
    shape.append(circle, text);
    const show = () => shape.setAttribute("aria-checked", String(ticked.has(patch.id)));
    show();
    shape.onclick = () => {
      toggle(patch.id, show);
      move(shapes.indexOf(shape));
    };
    shape.onfocus = shape.onpointerenter = () => { told.textContent = patch.name; };
    drawing.querySelector(".patches").append(shape);
    return shape;
  });

  // One stop for the tab key; the arrow keys go from patch to patch.
  const move = (to) => {
    const next = shapes[(to + shapes.length) % shapes.length];
    shapes.forEach((shape) => shape.setAttribute("tabindex", shape === next ? "0" : "-1"));
    next.focus();
  };
  shapes[0].setAttribute("tabindex", "0");
  drawing.onkeydown = (event) => {
    const at = shapes.indexOf(event.target.closest(".patch"));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (at < 0) return;
    if (step) move(at + step);
    else if (event.key === " " || event.key === "Enter") shapes[at].onclick();
    else return;
    event.preventDefault();
  };

  for (const point of data.elsewhere) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = point.short;
    button.setAttribute("aria-label", point.name);
    button.disabled = data.fixed;
    const show = () => button.setAttribute("aria-pressed", String(ticked.has(point.id)));
    show();
    button.onclick = () => toggle(point.id, show);
    parentElement.querySelector(".elsewhere").append(button);
  }
}
