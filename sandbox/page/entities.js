/** Turns text with Bot API entities into DOM nodes. Offsets are UTF-16 units, which is what JS strings count in. */

import { h, append } from "./dom.js";
import { openLink, isSafeUrl } from "./links.js";
import { t } from "./i18n.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * Renders `text`. `actions.command(text)` is called for a pressed bot command, `actions.deepLink(url)` for links into
 * the sandbox. Entities may nest; one that crosses another's end is cut there, as clients do.
 */
export function renderText(text, entities = [], actions = {}) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return renderRange(text, 0, text.length, sorted, actions);
}

function renderRange(text, start, end, entities, actions) {
  const nodes = [];
  let at = start;
  // A block ends its own line, so the line feeds next to it are not shown a second time.
  const plain = (from, to, beforeBlock) => {
    const words = text.slice(from, beforeBlock && text[to - 1] === "\n" ? to - 1 : to);
    if (words) nodes.push(words);
  };
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    if (entity.offset < at || entity.offset >= end) continue;
    const stop = Math.min(entity.offset + entity.length, end);
    plain(at, entity.offset, BLOCKS.has(entity.type));
    const inner = entities.slice(index + 1).filter((one) => one.offset >= entity.offset && one.offset < stop);
    const children = renderRange(text, entity.offset, stop, inner, actions);
    nodes.push(wrap(entity, children, text.slice(entity.offset, stop), actions));
    at = BLOCKS.has(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
  }
  plain(at, end, false);
  return nodes;
}

function wrap(entity, children, raw, actions) {
  const tag = TAGS[entity.type];
  if (tag) return h(tag, {}, children);
  switch (entity.type) {
    case "pre": return preformatted(entity, children);
    case "spoiler": return spoiler(children);
    case "blockquote": return h("blockquote", {}, children);
    case "expandable_blockquote": return expandable(children);
    case "bot_command": return h("button", { type: "button", class: "entity-command", data: { testid: "bot-command" },
      onclick: () => actions.command?.(raw) }, children);
    case "text_link": return link(entity.url, children, actions);
    case "url": return link(/^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`, children, actions);
    case "email": return link(`mailto:${raw}`, children, actions);
    case "phone_number": return link(`tel:${raw}`, children, actions);
    case "mention": case "text_mention": case "hashtag": case "cashtag":
      return h("span", { class: "entity-mention" }, children);
    default: return h("span", {}, children);
  }
}

function link(url, children, actions) {
  if (!isSafeUrl(url)) return h("span", {}, children);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer",
    onclick: (event) => { if (openLink(url, actions)) event.preventDefault(); } }, children);
}

function preformatted(entity, children) {
  const code = h("code", {}, children);
  return h("pre", { tabindex: "0", ...(entity.language ? { "data-language": entity.language } : {}) }, code);
}

function spoiler(children) {
  const hidden = h("span", { class: "spoiler-text", "aria-hidden": "true" }, children);
  const button = h("span", { class: "entity-spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, hidden);
  const reveal = () => {
    button.classList.add("is-revealed");
    for (const name of ["role", "tabindex", "aria-label"]) button.removeAttribute(name);
    hidden.removeAttribute("aria-hidden");
  };
  button.addEventListener("click", reveal);
  button.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); reveal(); } });
  return button;
}

function expandable(children) {
  const quote = h("blockquote", { class: "is-collapsed" });
  const more = h("button", { type: "button", class: "quote-more", "aria-expanded": "false" }, t("quoteMore"));
  more.addEventListener("click", () => {
    const open = !quote.classList.toggle("is-collapsed");
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? t("quoteLess") : t("quoteMore");
  });
  return append(quote, [h("div", { class: "quote-body" }, children), more]);
}
