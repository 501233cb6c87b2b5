/** The link of a QR code in a bot's photo: a phone's camera cannot be held to this page, so a button follows it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { released } from "./press.js";
import { t } from "./i18n.js";

/** Each photo is read once, unless that failed; photos without a code have null. */
const links = new Map();

export function linkOf(fileId) {
  if (!links.has(fileId)) links.set(fileId, api.fileLink(fileId).then(({ link }) => link, () => { links.delete(fileId); return null; }));
  return links.get(fileId);
}

/** A button that follows the link of this photo, which appears when there is one. */
export function renderQr(fileId, actions) {
  const button = h("button", { type: "button", class: "qr-link", hidden: true, data: { testid: "qr-link" } }, icon("qr"), h("span", {}, t("followQr")));
  linkOf(fileId).then(async (link) => {
    if (!link) return;
    await released();
    button.hidden = false;
    button.title = link;
    button.addEventListener("click", () => actions.url(link));
  });
  return button;
}
