/** Builds DOM nodes; text only ever becomes text nodes, so data can never become markup. */

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "multiple", "open", "selected", "tabIndex"]);

/** Creates an element. Props: `class`, `data: {…}`, `on<event>` functions, known properties, else attributes (null and false are left out). */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "data") setData(element, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function setData(element, values) {
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) element.dataset[key] = String(value);
  }
}

export function append(parent, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return parent;
}

export function replace(parent, ...children) {
  parent.replaceChildren();
  return append(parent, children);
}

const drawnKeys = new WeakMap();

/** What has the focus inside an element: its data, and which of those of its name it is; null when nothing there has. */
function focusIn(element) {
  const { activeElement } = document;
  if (!element.contains(activeElement) || !activeElement.dataset.testid) return null;
  return { ...activeElement.dataset, at: named(element, activeElement.dataset.testid).indexOf(activeElement) };
}

/** Gives the focus to what took the place of what had it; to nothing else, for the next key would press it. */
function focusAgain(element, had) {
  if (!had) return;
  const { at, ...data } = had;
  const all = named(element, had.testid);
  const same = all.filter((one) => JSON.stringify({ ...one.dataset }) === JSON.stringify(data));
  (same.includes(all[at]) ? all[at] : same[0])?.focus({ preventScroll: true });
}

function named(element, testid) { return [...element.querySelectorAll(`[data-testid="${testid}"]`)]; }

/** Puts one element in the place of another, and the focus where it was. */
export function swap(old, element) {
  const had = focusIn(old);
  old.replaceWith(element);
  focusAgain(element, had);
}

/** Replaces the children by `build()` only when `key` (any JSON value) changed, so that focus and open menus survive. */
export function redraw(parent, key, build) {
  const text = JSON.stringify(key);
  if (drawnKeys.get(parent) === text) return;
  drawnKeys.set(parent, text);
  const had = focusIn(parent);
  replace(parent, build());
  focusAgain(parent, had);
}

/** A button that shows only an icon and is named by its label. */
export function iconButton(iconNode, label, onclick, props = {}) {
  return h("button", { type: "button", title: label, "aria-label": label, onclick, ...props,
    class: `icon-button ${props.class ?? ""}`.trim() }, iconNode);
}
