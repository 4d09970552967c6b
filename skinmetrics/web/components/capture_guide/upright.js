// Whether the phone stands upright, by gravity, where the browser tells.
const FLAT = 0.34; // nearer than 20° to lying flat, gravity hardly tells which way the screen is turned

/**
 * By how many degrees the screen is turned from upright, from -180 to 180, by the angles of `deviceorientation` and the
 * screen's own. By the way of gravity, as of a phone that stands the angles themselves say anything: gamma is its roll
 * only where it lies.
 */
function roll(beta, gamma, screenAngle) {
  const [b, g] = [beta, gamma].map((angle) => ((angle ?? 0) * Math.PI) / 180);
  const [right, top] = [-Math.cos(b) * Math.sin(g), Math.sin(b)]; // how far these sides of the phone point up
  if (Math.hypot(right, top) < FLAT) return 0;
  const turned = (Math.atan2(right, top) * 180) / Math.PI - screenAngle;
  return turned - 360 * Math.round(turned / 360);
}

/**
 * Ask for what tells it, from a tap, where a browser (Safari on iPhones) asks the person first: once in a page, and
 * whatever the answer, the camera goes on. A question that stays open does not hold it up for ever.
 */
async function allowUpright() {
  const sensor = window.DeviceOrientationEvent;
  if (!sensor?.requestPermission || document.askedUpright) return;
  document.askedUpright = true; // with the page, as another guide may stand in it later
  try {
    await Promise.race([sensor.requestPermission(), wait(ASKED_MS)]);
  } catch {
    // not allowed, or not from here: the photos do without this hint
  }
}
