const SVG = "http://www.w3.org/2000/svg";
const NEAR_MM = 7; // of a finger from the line that it means

const shape = (parent, name, attributes) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
};

/** How far a place is from a line, both in mm. */
function away(place, points) {
  let least = Infinity;
  for (let i = 1; i < points.length; i += 1) {
    const [ax, ay] = points[i - 1];
    const [bx, by] = points[i];
    const [dx, dy] = [bx - ax, by - ay];
    const along = ((place.x - ax) * dx + (place.y - ay) * dy) / (dx * dx + dy * dy || 1);
    const at = Math.min(1, Math.max(0, along));
    least = Math.min(least, Math.hypot(place.x - ax - at * dx, place.y - ay - at * dy));
  }
  return least;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const svg = parentElement.querySelector("svg");
  const group = parentElement.querySelector(".lines");
  const image = parentElement.querySelector("image");
  const [x, y, width, height] = data.frame;
  svg.setAttribute("viewBox", data.frame.join(" "));
  for (const [key, value] of Object.entries({ x, y, width, height, "aria-label": data.alt })) image.setAttribute(key, value);
  if (image.getAttribute("href") !== data.picture) image.setAttribute("href", data.picture);
  group.setAttribute("aria-label", data.label);

  const active = group.getRootNode().activeElement;
  const hadFocus = active !== null && group.contains(active);
  group.replaceChildren();
  const pick = (line) => { if (line.number !== data.chosen) setTriggerValue("line", line.number); };
  const drawn = data.lines.map((line, place) => {
    const mark = shape(group, "g", { class: `line ${line.mark}`, role: "radio", "aria-label": `${line.name}: ${line.said}` });
    mark.setAttribute("aria-checked", String(line.number === data.chosen));
    mark.setAttribute("tabindex", line.number === data.chosen ? "0" : "-1");
    shape(mark, "polyline", { points: line.points, class: "under" });
    shape(mark, "polyline", { points: line.points, class: "over" });
    mark.onkeydown = (event) => {
      const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      pick(data.lines[(place + step + data.lines.length) % data.lines.length]);
    };
    return { line, mark, points: line.points.split(" ").map((point) => point.split(",").map(Number)) };
  });
  const chosen = drawn.find((one) => one.line.number === data.chosen);
  if (chosen) {
    group.append(chosen.mark); // on top of the others
    if (hadFocus) chosen.mark.focus();
  }

  const nearest = (event) => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const [first] = drawn.map((one) => ({ one, far: away(place, one.points) })).sort((a, b) => a.far - b.far);
    return first && first.far <= NEAR_MM ? first.one : undefined;
  };
  svg.onclick = (event) => {
    const found = nearest(event);
    if (found) pick(found.line);
  };
  svg.onpointermove = (event) => {
    if (event.pointerType !== "mouse") return;
    const found = nearest(event);
    for (const one of drawn) one.mark.classList.toggle("near", one === found);
  };
  svg.onpointerleave = () => { for (const one of drawn) one.mark.classList.remove("near"); };
}
