/** The photo viewer: one photo over the page, the others of the chat a key away, each to be saved. */

import { h, iconButton, replace } from "./dom.js";
import { icon } from "./icons.js";
import { fileUrl } from "./api.js";
import { openDialog } from "./dialogs.js";
import { largest } from "./media.js";
import { t } from "./i18n.js";

/** Shows `message`, one of `messages`, all of which carry photos. */
export function showPhotos(messages, message) {
  let at = messages.findIndex((one) => one.message_id === message.message_id);
  const image = h("img", {});
  const caption = h("p", { class: "viewer-caption" });
  const count = h("span", { class: "viewer-count", role: "status" });
  const save = h("a", { class: "icon-button", title: t("download"), "aria-label": t("download"), data: { testid: "viewer-save" } }, icon("download"));
  const older = iconButton(icon("back"), t("photoOlder"), () => step(-1), { class: "viewer-older", data: { testid: "viewer-older" } });
  const newer = iconButton(icon("forward"), t("photoNewer"), () => step(1), { class: "viewer-newer", data: { testid: "viewer-newer" } });
  const close = iconButton(icon("close"), t("close"), () => dialog.close(), { data: { testid: "viewer-close" } });
  const show = () => {
    const shown = messages[at];
    const url = fileUrl(largest(shown.photo).file_id);
    image.src = url;
    image.alt = shown.caption ?? t("photo");
    replace(caption, shown.caption ?? "");
    caption.hidden = !shown.caption;
    count.textContent = messages.length > 1 ? t("photoPlace", { at: at + 1, of: messages.length }) : "";
    save.href = url;
    save.download = `${t("photo")}-${shown.message_id}.jpg`;
    older.disabled = at === 0;
    newer.disabled = at === messages.length - 1;
  };
  const step = (by) => {
    at = Math.min(Math.max(at + by, 0), messages.length - 1);
    show();
  };
  const dialog = openDialog("viewer", "photo-viewer", h("div", { class: "viewer-tools" }, count, save, close), older, h("figure", {}, image, caption), newer);
  dialog.setAttribute("aria-label", t("photo"));
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) { event.preventDefault(); step(by); }
  });
  dialog.addEventListener("click", (event) => { if (event.target.tagName === "FIGURE") dialog.close(); });
  show();
  close.focus();
}
