// What the guide sees in one small picture: light, evenness, sharpness and movement inside the oval.
const WIDE = 96;
const HIGH = 128;

const inOval = (x, y) => {
  const across = (x / WIDE - 0.5) / 0.327;
  const down = (y / HIGH - 0.5) / 0.403;
  return across * across + down * down < 1;
};

function look(pixels, before) {
  const light = new Float32Array(WIDE * HIGH);
  for (let i = 0; i < light.length; i++) {
    light[i] = 0.2126 * pixels[4 * i] + 0.7152 * pixels[4 * i + 1] + 0.0722 * pixels[4 * i + 2];
  }
  let sum = 0, count = 0, left = 0, right = 0, edges = 0, moved = 0;
  for (let y = 1; y < HIGH - 1; y++) {
    for (let x = 1; x < WIDE - 1; x++) {
      if (!inOval(x, y)) continue;
      const i = y * WIDE + x;
      sum += light[i];
      count += 1;
      if (x < WIDE / 2) left += light[i]; else right += light[i];
      edges += Math.abs(4 * light[i] - light[i - 1] - light[i + 1] - light[i - WIDE] - light[i + WIDE]);
      if (before) moved += Math.abs(light[i] - before[i]);
    }
  }
  return {
    light,
    mean: sum / count,
    side: Math.abs(Math.log((left + 1) / (right + 1))),
    sharp: edges / Math.max(sum, 1),
    moved: before ? moved / count : 255,
  };
}

/** The first thing to mend, by its name among the words; "ready" where there is none. */
function advice(seen, face, tilt) {
  if (seen.mean < 55) return "light_low";
  if (seen.mean > 225) return "light_high";
  if (seen.side > 0.75) return "light_side";
  if (Math.abs(tilt) > 12) return "level";
  if (face === "none") return "centre";
  if (face && face.wide < 0.42) return "far";
  if (face && face.wide > 0.8) return "near";
  if (face && face.off > 0.14) return "centre";
  if (seen.moved > 9) return "still";
  if (seen.sharp < 0.012) return "blurred";
  return "ready";
}
