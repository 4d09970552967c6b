// Photos on their way to the server, seen as they go.

/** What `fetch` would give of an answer; `Response` takes no status without a body, which something in between may send. */
function answered({ status, responseText }) {
  return { status, ok: status >= 200 && status < 300, json: async () => JSON.parse(responseText) };
}

/**
 * Post a form and tell, as it goes out, which share of it is: `fetch` knows none. Fails as that does: with the error of
 * the signal that ended it, or with another where no whole answer came.
 */
function posted(address, headers, form, signal, tell) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const ended = () => fail(signal?.aborted ? signal.reason : new TypeError("no answer"));
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => { if (total) tell(loaded / total); };
    request.onload = () => done(answered(request));
    request.onerror = request.onabort = ended;
    if (signal?.aborted) return ended();
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
