/** A player for voice notes and music: one button, a line to seek on, and the time. Only one of them plays at a time. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { fileUrl } from "./api.js";
import { lengthText, sizeText } from "./words.js";
import { t } from "./i18n.js";

let playing = null;

/** `item` is a Voice or Audio of the Bot API. */
export function renderSound(item, { label, testid }) {
  const audio = h("audio", { src: fileUrl(item.file_id), preload: "none" });
  const button = h("button", { type: "button", class: "sound-button", "aria-label": `${t("play")} ${label}`, data: { testid: "sound-play" } }, icon("play"));
  const line = h("input", { type: "range", class: "sound-line", min: "0", max: String(item.duration || 1), step: "0.1", value: "0", "aria-label": t("seek") });
  const time = h("span", { class: "sound-time", data: { testid: "sound-time" } }, lengthText(item.duration ?? 0));
  const show = () => {
    const on = !audio.paused;
    replace(button, icon(on ? "pause" : "play"));
    button.setAttribute("aria-label", `${t(on ? "pause" : "play")} ${label}`);
  };
  const trouble = () => { replace(time, t("cannotPlay")); show(); };
  button.addEventListener("click", () => {
    if (!audio.paused) { audio.pause(); return; }
    if (playing !== audio) playing?.pause();
    playing = audio;
    audio.play().catch(trouble);
  });
  line.addEventListener("input", () => { audio.currentTime = Number(line.value); });
  line.addEventListener("change", () => line.blur());
  audio.addEventListener("loadedmetadata", () => { if (Number.isFinite(audio.duration)) line.max = String(audio.duration); });
  audio.addEventListener("timeupdate", () => { line.value = String(audio.currentTime); replace(time, lengthText(audio.currentTime)); });
  audio.addEventListener("ended", () => { line.value = "0"; replace(time, lengthText(item.duration ?? audio.duration)); });
  for (const kind of ["play", "pause"]) audio.addEventListener(kind, show);
  return h("div", { class: "media-sound", data: { testid } }, button,
    h("div", { class: "sound-words" }, h("span", { class: "sound-label" }, label), line, h("span", { class: "sound-notes" }, time, h("span", {}, sizeText(item.file_size)))),
    h("a", { class: "icon-button sound-download", href: fileUrl(item.file_id), download: item.file_name ?? `${label}.ogg`, "aria-label": `${t("download")} ${label}`, title: t("download") }, icon("download")), audio);
}
