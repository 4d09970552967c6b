// When a photo from the camera was taken, written into it as cameras do: a wall clock and its distance to UTC.
const pad = (number) => String(number).padStart(2, "0");

function wallClock(when) {
  const day = [when.getFullYear(), pad(when.getMonth() + 1), pad(when.getDate())];
  return { day, time: [pad(when.getHours()), pad(when.getMinutes()), pad(when.getSeconds())] };
}

function offset(when) {
  const east = -when.getTimezoneOffset();
  const minutes = Math.abs(east);
  return `${east < 0 ? "-" : "+"}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** The JPEG segment (APP1) whose Exif holds DateTimeOriginal and OffsetTimeOriginal. */
function momentSegment(when) {
  const { day, time } = wallClock(when);
  const texts = [[0x9003, `${day.join(":")} ${time.join(":")}\0`], [0x9011, `${offset(when)}\0`]];
  const two = (number) => [number >> 8, number & 255];
  const four = (number) => [...two(number >>> 16), ...two(number & 0xffff)];
  const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));
  const DIRECTORY = 26; // after the header (8 bytes) and a directory (18) that holds nothing but the way to this one
  let at = DIRECTORY + 2 + 12 * texts.length + 4;
  const entries = texts.flatMap(([tag, text]) => {
    const entry = [...two(tag), ...two(2), ...four(text.length), ...four(at)];
    at += text.length;
    return entry;
  });
  const exif = [
    ...ascii("Exif\0\0MM\0*"), ...four(8),
    ...two(1), ...two(0x8769), ...two(4), ...four(1), ...four(DIRECTORY), ...four(0),
    ...two(texts.length), ...entries, ...four(0), ...texts.flatMap(([, text]) => ascii(text)),
  ];
  return new Uint8Array([0xff, 0xe1, ...two(exif.length + 2), ...exif]);
}

/** A JPEG with its moment, right after its first two bytes. */
function stamped(blob, when) {
  return new Blob([blob.slice(0, 2), momentSegment(when), blob.slice(2)], { type: blob.type });
}
