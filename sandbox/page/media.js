/** Draws what a message carries besides text: photos, files, sound, stickers, places, contacts, polls. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { fileUrl } from "./api.js";
import { mediaKind } from "./kinds.js";
import { renderPoll } from "./polls.js";
import { renderSound } from "./sound.js";
import { avatar, nameOf } from "./people.js";
import { lengthText, sizeText } from "./words.js";
import { t } from "./i18n.js";

/** A sticker smaller than this is only its emoji, as those that people send here are. */
const DRAWN_STICKER_BYTES = 64;

const DRAW = {
  photo,
  animation: (message) => film(message.animation, { loop: true, muted: true, autoplay: !matchMedia("(prefers-reduced-motion: reduce)").matches }),
  video: (message) => film(message.video, { preload: "metadata" }),
  video_note: (message) => film(message.video_note, { preload: "metadata" }, "is-round"),
  document: (message) => file(message.document),
  voice: (message) => renderSound(message.voice, { label: t("voiceShort"), testid: "voice" }),
  audio: (message) => renderSound(message.audio, { label: [message.audio.performer, message.audio.title ?? message.audio.file_name ?? t("audio")].filter(Boolean).join(" · "), testid: "audio" }),
  sticker: (message) => sticker(message.sticker),
  venue: (message) => place(message.venue.location, message.venue.title, message.venue.address),
  location: (message) => place(message.location, t(message.location.live_period ? "liveLocation" : "location")),
  contact: (message) => contact(message.contact),
  poll: (message, actions, look) => renderPoll(message, actions, look),
  dice: (message) => h("div", { class: "media-sticker", role: "img", "aria-label": `${message.dice.emoji} ${message.dice.value}` }, message.dice.emoji, h("span", { class: "dice-value" }, message.dice.value)),
};

/** The node for what a message carries, or null; `actions` and `look` as for a bubble. */
export function renderMedia(message, actions, look) {
  const kind = mediaKind(message);
  return kind ? DRAW[kind](message, actions, look) : null;
}

/** The largest size of a photo. */
export const largest = (sizes) => sizes.reduce((best, one) => (one.width * one.height > best.width * best.height ? one : best));

function photo(message, actions) {
  const size = largest(message.photo);
  const label = message.caption ?? t("photo");
  const button = h("button", { type: "button", class: `media-photo ${message.has_media_spoiler ? "has-spoiler" : ""}`.trim(), "aria-label": message.has_media_spoiler ? t("spoilerPhoto") : `${t("openPhoto")}${message.caption ? `: ${message.caption}` : ""}`,
    data: { testid: "photo", messageId: message.message_id } },
  h("img", { src: fileUrl(size.file_id), alt: label, width: size.width, height: size.height, loading: "lazy", onerror: () => replace(button, h("span", { class: "photo-trouble" }, t("photoTrouble"))) }));
  button.addEventListener("click", () => {
    if (button.classList.contains("has-spoiler")) button.classList.remove("has-spoiler");
    else actions.view(message);
  });
  return button;
}

function film(item, more, look = "") {
  return h("div", { class: `media-film ${look}`.trim(), data: { testid: "video" } },
    h("video", { class: "media-video", src: fileUrl(item.file_id), controls: true, playsinline: true, "aria-label": t("video"), ...more }),
    item.duration ? h("span", { class: "film-length" }, lengthText(item.duration)) : null);
}

function file(item) {
  const name = item.file_name ?? t("document");
  const ending = /\.(\w{1,4})$/.exec(name)?.[1];
  return h("a", { class: "media-file", href: fileUrl(item.file_id), download: name, data: { testid: "document" }, "aria-label": `${t("download")} ${name} ${sizeText(item.file_size)}` },
    h("span", { class: "file-mark" }, ending ? h("span", {}, ending.toUpperCase()) : icon("document")),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, name), h("span", { class: "file-size" }, sizeText(item.file_size), icon("download"))));
}

function sticker(item) {
  const label = `${t("sticker")} ${item.emoji ?? ""}`.trim();
  const drawn = item.file_size > DRAWN_STICKER_BYTES && !item.is_animated && !item.is_video;
  return h("div", { class: "media-sticker", role: "img", "aria-label": label, data: { testid: "sticker" } },
    drawn ? h("img", { src: fileUrl(item.file_id), alt: "" }) : item.emoji ?? t("sticker"));
}

function place({ latitude, longitude, horizontal_accuracy: accuracy }, title, address) {
  const numbers = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return h("div", { class: "media-place", data: { testid: "location" } }, h("div", { class: "place-map", "aria-hidden": "true" }, icon("location")),
    h("div", { class: "place-words" }, h("strong", {}, title), address ? h("span", {}, address) : null,
      h("span", { class: "place-numbers" }, numbers, accuracy ? ` ± ${Math.round(accuracy)} m` : "")));
}

function contact(item) {
  const person = { id: item.user_id ?? 0, ...item };
  return h("div", { class: "media-contact", data: { testid: "contact" } }, avatar(person),
    h("span", { class: "file-words" }, h("strong", {}, nameOf(person)), h("span", { class: "place-numbers" }, item.phone_number)),
    h("button", { type: "button", class: "contact-save", data: { testid: "contact-save" }, onclick: () => saveContact(item) }, t("save")));
}

/** Hands the contact to the computer's address book as a vCard. */
function saveContact(item) {
  const escape = (text) => text.replace(/([\\,;])/g, "\\$1");
  const names = [item.last_name ?? "", item.first_name].map(escape);
  const card = item.vcard ?? ["BEGIN:VCARD", "VERSION:3.0", `N:${names.join(";")};;;`, `FN:${escape(nameOf(item))}`, `TEL;TYPE=CELL:${item.phone_number}`, "END:VCARD", ""].join("\r\n");
  const url = URL.createObjectURL(new Blob([card], { type: "text/vcard" }));
  h("a", { href: url, download: `${nameOf(item)}.vcf` }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}
