/* light.js */
/* upright.js */
/* moment.js */
/* posting.js */

const LOOK_MS = 180;
const HINT_MS = 1000; // long enough to be read, and to be heard
const GOOD_LOOKS = 7;
const BURST = 3;
const BURST_MS = 650;
const ANSWER_MS = 60_000; // twice as long with each try: a photo on a slow line gets through, too
const BUSY = [502, 503, 504]; // it is there, or what stands before it, and cannot take a photo just now
const KEPT = [401, 403, 500, 507]; // signed out, an old page, a fault, a full disk: none of them is the photo's own
const ASKED_MS = 20_000; // for a person's answer to a question of the browser's
const OUT = 0.95; // of a photo's part of the bar when all of it is out: it is not saved yet
const RETRY_MS = [2000, 4000, 8000, 15000, 30000];

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

function named(when) {
  const { day, time } = wallClock(when);
  return `camera_${day.join("-")}_${time.join("")}.jpg`;
}

/** A copy of what is in a file; null where it was deleted or not fetched, or where the browser made no picture. */
async function whole(blob) {
  try {
    return new Blob([await blob.arrayBuffer()], { type: blob.type });
  } catch {
    return null;
  }
}

/** A photo's name, by which it is kept on the device. */
function copy(name, blob) {
  const link = document.createElement("a");
  link.textContent = link.download = name;
  link.href = URL.createObjectURL(blob);
  return link;
}

class Guide {
  constructor(root) {
    this.root = root;
    this.queue = [];
    this.kept = []; // from the camera, where there is no other copy, and not taken by the server
    this.told = { saved: 0, already: 0, noted: [], refused: [] };
    this.total = 0;
    this.tilt = 0;
    this.$ = (selector) => root.querySelector(selector);
    this.$(".start").onclick = () => this.start();
    this.$(".stop").onclick = () => { this.stop(); this.$(".start").focus(); };
    this.$(".shoot").onclick = () => this.shoot();
    this.$(".retry").onclick = () => this.send();
    const files = this.$("input");
    files.onchange = () => { this.add([...files.files].map((file) => ({ blob: file, name: file.name }))); files.value = ""; };
    const box = this.$(".guide");
    box.ondragover = (event) => { event.preventDefault(); box.classList.add("over"); };
    box.ondragleave = () => box.classList.remove("over");
    box.ondrop = (event) => {
      event.preventDefault();
      box.classList.remove("over");
      this.add([...event.dataTransfer.files].map((file) => ({ blob: file, name: file.name })));
    };
    addEventListener("online", () => this.send());
    addEventListener("deviceorientation", ({ beta, gamma }) => {
      this.tilt = roll(beta, gamma, screen.orientation?.angle ?? window.orientation ?? 0); // the second: older iPhones
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.stop(); });
    addEventListener("beforeunload", (event) => { if (this.waiting()) event.preventDefault(); });
  }

  update(data, tell) {
    this.data = data;
    this.words = data.words;
    this.tell = tell;
    const { words } = this;
    this.$(".start").textContent = words.start;
    this.$(".stop").textContent = words.stop;
    this.$(".shoot").textContent = words.shoot;
    this.$(".files span").textContent = words.files;
    this.$(".files-note").textContent = words.files_note;
    this.$(".private").textContent = words.private;
    this.$(".retry").textContent = words.retry;
    const ghost = this.$(".ghost");
    ghost.hidden = !data.outline;
    if (data.outline) ghost.src = data.outline;
    ghost.onerror = () => { ghost.hidden = true; };
  }

  async start() {
    if (this.starting || this.stream) return; // one camera, however often it is asked for while the browser asks back
    this.starting = true;
    try {
      await allowUpright();
      const wanted = { facingMode: "user", width: { ideal: 2560 }, height: { ideal: 1920 } };
      this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch {
      this.say(this.words.no_camera);
      return;
    } finally {
      this.starting = false;
    }
    if (!this.root.isConnected || document.hidden) { this.stop(); return; }
    if (!await this.plays(this.stream)) return;
    this.hint("");
    this.show(true);
    this.$(".shoot").focus({ preventScroll: true }); // which would leave half of the oval out of sight
    this.$(".stage").scrollIntoView({ block: "start" });
    this.detector = "FaceDetector" in window ? new FaceDetector({ fastMode: true, maxDetectedFaces: 1 }) : null;
    this.before = null;
    this.good = 0;
    this.watch();
  }

  /** Whether the page shows what the camera sees. */
  async plays(stream) {
    for (const track of stream.getTracks()) track.onended = () => this.lost(stream, this.words.camera_off);
    const video = this.$("video");
    try {
      video.srcObject = stream;
      await video.play();
    } catch {
      this.lost(stream, this.words.no_camera);
    }
    return this.sees(stream);
  }

  /** The camera is off though nobody stopped it here: unplugged, taken by another app, or no longer allowed. */
  lost(stream, why) {
    if (this.stream !== stream) return;
    const within = this.root.activeElement; // what has the focus goes with the camera
    this.stop();
    this.say(why);
    if (within) this.$(".start").focus();
  }

  show(on) {
    for (const part of [".stage", ".shoot", ".stop"]) this.$(part).hidden = !on;
    this.$(".start").hidden = on;
  }

  stop() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.shooting = false;
    this.show(false);
  }

  /** Whether this is the camera that is on, where the person before it can see that it is. */
  sees(stream) {
    if (!this.root.isConnected) this.stop();
    return stream && this.stream === stream;
  }

  async watch() {
    const { stream } = this;
    const small = document.createElement("canvas");
    small.width = WIDE;
    small.height = HIGH;
    const brush = small.getContext("2d", { willReadFrequently: true });
    while (this.sees(stream) && !this.shooting) {
      const video = this.$("video");
      if (video.videoWidth) {
        this.crop(video, brush, WIDE, HIGH);
        const seen = look(brush.getImageData(0, 0, WIDE, HIGH).data, this.before);
        this.before = seen.light;
        const name = advice(seen, await this.face(video), this.tilt);
        if (!this.sees(stream)) return;
        this.good = name === "ready" ? this.good + 1 : 0;
        this.hint(this.words[name], HINT_MS);
        this.$(".stage").classList.toggle("ready", this.$(".hint").textContent === this.words.ready);
        if (this.good >= GOOD_LOOKS) { this.shoot(); return; }
      }
      await wait(LOOK_MS);
    }
  }

  /** Draw the part of the video that the stage shows: three to four, from the middle. */
  crop(video, brush, width, height) {
    const scale = Math.min(video.videoWidth / 3, video.videoHeight / 4);
    const [w, h] = [3 * scale, 4 * scale];
    brush.drawImage(video, (video.videoWidth - w) / 2, (video.videoHeight - h) / 2, w, h, 0, 0, width, height);
  }

  /** Where the face is, on browsers that can tell; null on others, where the oval has to do. */
  async face(video) {
    if (!this.detector) return null;
    try {
      const [found] = await this.detector.detect(video);
      if (!found) return "none";
      const shown = Math.min(video.videoWidth, (video.videoHeight * 3) / 4);
      const { x, y, width, height } = found.boundingBox;
      const off = Math.hypot((x + width / 2 - video.videoWidth / 2) / shown, (y + height / 2) / video.videoHeight - 0.5);
      return { wide: width / shown, off };
    } catch {
      this.detector = null;
      return null;
    }
  }

  async shoot() {
    const { stream } = this;
    if (this.shooting || !this.sees(stream)) return;
    this.shooting = true;
    const video = this.$("video");
    const shots = [];
    for (let n = 1; n <= BURST; n++) {
      this.hint(fill(this.words.shooting, { n }));
      const when = new Date();
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d").drawImage(video, 0, 0);
      this.$(".stage").classList.add("flash");
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
      shots.push({ blob: blob && stamped(blob, when), name: named(when), only: true });
      await wait(120);
      this.$(".stage").classList.remove("flash");
      await wait(BURST_MS);
      if (!this.sees(stream)) return; // left or stopped halfway: what was taken is nobody's wish
    }
    const within = this.root.activeElement; // what has the focus goes with the camera
    this.stop();
    this.add(shots);
    if (within) this.$(".result").focus();
  }

  waiting() {
    return this.queue.length + this.kept.length;
  }

  add(files) {
    if (!files.length) return;
    if (!this.waiting()) { this.told = { saved: 0, already: 0, noted: [], refused: [] }; this.total = 0; }
    this.queue.push(...files);
    this.total += files.length;
    this.send();
    this.$(".result").scrollIntoView({ block: "nearest" }); // below what a small screen shows
  }

  async send() {
    if (this.sending || !this.waiting()) return;
    this.sending = true;
    this.queue.unshift(...this.kept.splice(0));
    clearTimeout(this.timer);
    if (this.root.activeElement === this.$(".retry")) this.$(".result").focus(); // as the button goes
    this.$(".retry").hidden = true;
    this.why = this.words.busy;
    let all = false;
    try {
      all = await this.sendAll();
    } finally {
      this.sending = false; // whatever happened, the next try begins
      if (!all) this.later();
    }
    if (!all) return;
    this.summary();
    if (this.told.saved) this.tell();
  }

  /** Whether the server has answered for every photo of the queue. */
  async sendAll() {
    while (this.queue.length) {
      const done = this.total - this.queue.length;
      this.say(fill(this.words.sending, { n: done + 1, all: this.total }), done / this.total);
      const outcome = await this.post(this.queue[0], (share) => this.far((done + OUT * share) / this.total));
      if (outcome === "offline" || outcome === "busy") {
        this.why = this.words[outcome];
        return false;
      }
      const photo = this.queue.shift();
      if (outcome === "kept") this.kept.push(photo);
      this.tries = 0;
    }
    return true;
  }

  later() {
    this.say(fill(this.why, { n: this.waiting() }));
    this.$(".retry").hidden = false;
    const pause = RETRY_MS[Math.min(this.tries ?? 0, RETRY_MS.length - 1)];
    this.tries = (this.tries ?? 0) + 1;
    this.timer = setTimeout(() => this.send(), pause);
  }

  /**
   * Send one photo: "done" or "kept" when the server has answered for it, "offline" when no whole answer came,
   * "busy" when it cannot take any just now.
   */
  async post(photo, tell) {
    const content = await whole(photo.blob);
    if (!content) {
      this.told.refused.push([photo.name, this.words.unreadable]);
      return "done";
    }
    const form = new FormData();
    form.append("client_id", this.data.client);
    form.append("photos", content, photo.name);
    let answer;
    try {
      const signal = AbortSignal.timeout?.(ANSWER_MS * 2 ** Math.min(this.tries ?? 0, 4));
      answer = await posted("/upload", { "X-CSRF-Token": this.data.csrf }, form, signal, tell);
    } catch (error) {
      return error.name === "TimeoutError" ? "busy" : "offline";
    }
    if (BUSY.includes(answer.status)) return "busy";
    const told = await answer.json().catch(() => null);
    const file = told?.files?.[0];
    if (!answer.ok) {
      const why = answer.status === 401 ? this.words.ended : told?.error ?? file?.message ?? this.words.failed;
      return this.refuse(photo, answer.status, why);
    }
    if (!file) return "offline"; // cut off halfway: the photo may be saved or not, and is not saved twice
    if (file.status === "refused") this.told.refused.push([photo.name, file.message]);
    else {
      this.told[file.status] += 1;
      if (file.message) this.told.noted.push([photo.name, file.message]);
    }
    return "done";
  }

  /** What becomes of a photo that the server did not take. */
  refuse(photo, status, why) {
    if (photo.only && KEPT.includes(status)) {
      photo.why = why;
      return "kept";
    }
    this.told.refused.push([photo.name, why]);
    return "done";
  }

  /** Say what to mend, and for so long at least, unless nothing is to be mended any more. */
  hint(text, stays = 0) {
    const hint = this.$(".hint"), now = performance.now();
    const waits = stays && text !== this.words.ready && now < this.hintUntil;
    if (hint.textContent === text || waits) return;
    hint.textContent = text;
    this.hintUntil = now + stays;
  }

  say(text, share) {
    const line = document.createElement("p");
    line.textContent = text;
    const parts = [line];
    if (share !== undefined) {
      const bar = document.createElement("progress");
      bar.value = share;
      bar.setAttribute("aria-label", text);
      parts.push(bar);
    }
    this.$(".result").replaceChildren(...parts);
  }

  /** How far the sending has come; not said, so that nobody hears each step. */
  far(share) {
    const bar = this.$(".result progress");
    if (bar) bar.value = share;
  }

  summary() {
    const { saved, already, noted, refused } = this.told;
    const lines = [];
    const line = (text) => { const p = document.createElement("p"); p.textContent = text; lines.push(p); };
    if (saved) line(fill(this.kept.length ? this.words.saved_so_far : this.words.saved, { n: saved }));
    if (already) line(fill(this.words.already, { n: already }));
    const each = (files) => {
      const list = document.createElement("ul");
      for (const [name, why, blob] of files) {
        const item = document.createElement("li");
        item.append(blob ? copy(name, blob) : name, `: ${why}`);
        list.append(item);
      }
      lines.push(list);
    };
    if (noted.length) each(noted);
    if (refused.length) {
      line(this.words.refused);
      each(refused);
    }
    if (this.kept.length) {
      line(this.words.kept);
      each(this.kept.map(({ name, why, blob }) => [name, why, blob]));
    }
    this.$(".retry").hidden = !this.kept.length;
    this.$(".result").replaceChildren(...lines);
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const guide = (parentElement.guide ??= new Guide(parentElement));
  guide.update(data, () => setTriggerValue("saved", Date.now()));
  return () => guide.stop(); // the page was left; photos that wait to be sent still go out
}
