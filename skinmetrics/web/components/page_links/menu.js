export default function ({ data, parentElement, setTriggerValue }) {
  const nav = parentElement.querySelector("nav");
  const focused = nav.getRootNode().activeElement?.getAttribute("href");
  nav.setAttribute("aria-label", data.label);
  document.documentElement.lang = data.language; // until here it is the browser's, not the account's; this menu is drawn on every page
  nav.className = data.look;
  nav.replaceChildren();
  for (const { name, address, here } of data.links) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = name;
    if (here) link.setAttribute("aria-current", "page");
    link.onclick = (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // the browser's own
      event.preventDefault();
      setTriggerValue("address", address);
    };
    nav.append(link);
    if (address === focused) link.focus();
  }
}
