"""The guide at the camera in a page of its own, with answers to its uploads that no healthy server gives."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from skinmetrics.web.components import capture_guide
from skinmetrics.web.words.capture import GUIDE

FOLDER = Path(capture_guide.__file__).parent
HOME = "http://localhost/"
SAVED = (200, json.dumps({"files": [{"name": "a", "status": "saved"}]}))
BEGIN = """async (words) => {
  const root = document.querySelector("main").attachShadow({ mode: "open" });
  root.innerHTML = await (await fetch("/guide.html")).text();
  const { send } = XMLHttpRequest.prototype;
  window.sent = [];
  XMLHttpRequest.prototype.send = function (form) {
    window.sent.push(form.get("photos"));
    return send.call(this, form);
  };
  const { default: mount } = await import("/guide.js");
  const data = { words, client: "c", csrf: "x", outline: null };
  mount({ data, parentElement: root, setTriggerValue() {} });
  window.guide = root.guide;
}"""
AGAIN = """async (words) => {
  const { default: mount } = await import("/guide.js?again");
  const main = document.querySelector("main");
  const root = main.cloneNode().attachShadow({ mode: "open" });
  root.innerHTML = await (await fetch("/guide.html")).text();
  main.replaceWith(root.host);
  mount({ data: { words, client: "c", csrf: "x", outline: null }, parentElement: root, setTriggerValue() {} });
  window.guide = root.guide;
}"""
"""Another guide in the same page, as when its page was left and opened again."""
ADD = "(names) => guide.add(names.map((name) => ({ blob: new Blob([name]), name })))"


@dataclass
class Stage:
    """The guide in a page; `answers` are given to its uploads in turn, the last one to all that follow."""

    page: Page
    answers: list[tuple[int, str]] = field(default_factory=lambda: [SAVED])
    faults: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.route(f"{HOME}**", self._answer)
        self.page.goto(HOME)
        self.page.evaluate(BEGIN, dict(GUIDE))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOME).partition("?")[0]
        if path == "upload":
            status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            route.fulfill(status=status, body=body, content_type="application/json")
        elif path == "guide.js":
            route.fulfill(body=script(), content_type="text/javascript")
        elif path == "guide.html":
            route.fulfill(body=(FOLDER / "guide.html").read_text(encoding="utf-8"), content_type="text/html")
        else:
            route.fulfill(body="<!doctype html><meta charset=utf-8><main></main>", content_type="text/html")

    def says(self, text: str) -> None:
        expect(self.page.locator(".result")).to_contain_text(text)

    def sent(self) -> list[str]:
        names: list[str] = self.page.evaluate("sent.map((photo) => photo.name)")
        return names


def script() -> str:
    """The guide's script with the files that stand in it."""
    whole = (FOLDER / "guide.js").read_text(encoding="utf-8")
    return re.sub(r"/\* (\w+\.js) \*/", lambda name: (FOLDER / name[1]).read_text(encoding="utf-8"), whole)
