/** Everything one can send that is not text: files, stickers, a place, a contact. */

import { h, replace } from "./dom.js";
import { api, upload } from "./api.js";
import { askForm, showMenu } from "./dialogs.js";
import { askPoll } from "./requests.js";
import { sizeText } from "./words.js";
import { t } from "./i18n.js";

const STICKERS = ["👍", "🙏", "😊", "👋", "❤️", "🎉", "🤔", "😢", "👌", "🌹", "💪", "🐼"];
const HALL_PLACE = { latitude: "30.27415", longitude: "120.15515" };
const ACCEPT = { photo: "image/*", video: "video/*", document: "", voice: "audio/*,.ogg,.oga,.mp3,.m4a" };
const ONE_BY_ONE = new Set(["voice"]);
const TIMED = new Set(["voice", "video"]);
const MOST_IN_ALBUM = 10;

export class Attachments {
  /** `target()` is the shown chat, `place()` topic and reply, `send(letter, target)` and `tell(text)` as a conversation's; `done()` is called once something is on its way. */
  constructor({ send, tell, target, place, done }) {
    Object.assign(this, { send, tell, target, place, done });
    this.inputs = Object.fromEntries(Object.entries(ACCEPT).map(([kind, accept]) => [kind, this.#input(kind, accept)]));
    this.stickers = h("div", { class: "sticker-panel", role: "group", "aria-label": t("sticker"), hidden: true, data: { testid: "sticker-panel" } });
    this.el = h("div", { class: "attachments" }, Object.values(this.inputs), this.stickers);
  }

  #input(kind, accept) {
    return h("input", { type: "file", class: "visually-hidden", tabIndex: -1, "aria-hidden": "true", accept, multiple: !ONE_BY_ONE.has(kind), data: { testid: `file-${kind}` },
      onchange: (event) => { const files = [...event.target.files]; event.target.value = ""; this.#offer(files, kind); } });
  }

  menu(anchor) {
    showMenu(anchor, [
      ...Object.keys(ACCEPT).map((kind) => ({ label: t(kind), icon: kind, testid: `attach-${kind}`, run: () => this.inputs[kind].click() })),
      { label: t("sticker"), icon: "sticker", testid: "attach-sticker", run: () => this.#toggleStickers() },
      { label: t("location"), icon: "location", testid: "attach-location", run: () => this.location() },
      { label: t("contact"), icon: "contact", testid: "attach-contact", run: () => this.contact() },
      { label: t("poll"), icon: "poll", testid: "attach-poll", run: () => this.#poll() },
    ]);
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#offer(files, kindFor(files));
  }

  drop(event) {
    const files = [...(event.dataTransfer?.files ?? [])];
    event.preventDefault();
    this.#offer(files, kindFor(files));
  }

  /** Shows what is about to be sent and asks for a caption; several files become an album. */
  async #offer(files, kind) {
    if (!files.length) return;
    if (files.length > MOST_IN_ALBUM) { this.tell(t("tooManyFiles", { n: MOST_IN_ALBUM })); return; }
    const where = this.#where();
    const urls = [];
    const preview = h("div", { class: "file-preview" }, files.map((file) => {
      if (kind !== "photo") return h("div", { class: "preview-file" }, h("strong", {}, file.name), h("span", {}, sizeText(file.size)));
      urls.push(URL.createObjectURL(file));
      return h("img", { src: urls.at(-1), alt: file.name });
    }));
    const answer = await askForm({ title: files.length > 1 ? t("files", { n: files.length }) : t(kind === "voice" ? "voiceShort" : kind), before: preview,
      submit: t("send"), fields: [{ name: "caption", label: t("caption") }] });
    urls.forEach((url) => URL.revokeObjectURL(url));
    if (answer) this.#send(files, { kind, caption: answer.caption, where });
  }

  /** Each file goes by itself: one that is refused keeps back neither the others nor the caption, which the first that is taken carries. */
  #send(files, { kind, caption, where }) {
    const fields = { ...where.fields, kind };
    const album = files.length > 1 ? String(Date.now()) : undefined;
    const carried = { caption };
    for (const file of files) {
      this.send({ words: file.name, send: async () => {
        const duration = TIMED.has(kind) ? await durationOf(file) : undefined;
        const answer = await upload(file, { ...fields, media_group_id: album, duration, caption: carried.caption });
        carried.caption = undefined;
        return answer;
      } }, where.target);
    }
    this.done();
  }

  #toggleStickers() {
    this.stickers.hidden = !this.stickers.hidden;
    if (this.stickers.hidden) return;
    replace(this.stickers, STICKERS.map((emoji) => h("button", { type: "button", class: "sticker-button", data: { testid: "sticker-button" }, onclick: () => {
      this.stickers.hidden = true;
      this.#deed(emoji, api.sticker, { emoji }, this.#where());
    } }, emoji)));
    this.stickers.firstElementChild.focus();
  }

  /** Asks for a place and sends it; resolves to whether it was sent. */
  async location() {
    const where = this.#where();
    const answer = await askForm({ title: t("location"), submit: t("send"), fields: [
      { name: "latitude", label: t("latitude"), type: "number", step: "any", required: true, value: HALL_PLACE.latitude },
      { name: "longitude", label: t("longitude"), type: "number", step: "any", required: true, value: HALL_PLACE.longitude },
    ] });
    if (!answer) return false;
    const numbers = { latitude: Number(answer.latitude), longitude: Number(answer.longitude) };
    return this.#deed(t("location"), api.location, numbers, where);
  }

  async contact() {
    const where = this.#where();
    const answer = await askForm({ title: t("contact"), submit: t("send"), fields: [
      { name: "whose", label: t("contact"), options: [["own", t("ownContact")], ["other", t("otherContact")]] },
      { name: "first_name", label: t("firstName") },
      { name: "phone_number", label: t("phone"), type: "tel" },
    ] });
    if (!answer) return;
    const { whose, ...person } = answer;
    const own = whose === "own";
    const given = Object.fromEntries(Object.entries(person).filter(([, value]) => value && !own));
    await this.#deed(t("contact"), api.contact, { own, ...given }, where);
  }

  async #poll() {
    const where = this.#where();
    const poll = await askPoll();
    if (poll) await this.#deed(poll.question, api.poll, poll, where);
  }

  /** The shown place, taken before anything is asked for: when that is answered another chat may be shown. */
  #where() {
    const target = this.target();
    return { target, fields: { chat_id: target.chatId, from_id: target.viewerId, ...this.place() } };
  }

  #deed(words, call, fields, where) {
    const sent = this.send({ words, send: () => call({ ...where.fields, ...fields }) }, where.target);
    this.done();
    return sent;
  }
}

/** Whole seconds of sound or film in a file; undefined when the browser cannot tell. */
function durationOf(file) {
  const url = URL.createObjectURL(file);
  const element = h(file.type.startsWith("video/") ? "video" : "audio", { preload: "metadata" });
  return new Promise((resolve) => {
    element.onloadedmetadata = () => resolve(Number.isFinite(element.duration) ? Math.max(1, Math.round(element.duration)) : undefined);
    element.onerror = () => resolve(undefined);
    element.src = url;
  }).finally(() => URL.revokeObjectURL(url));
}

function kindFor(files) {
  return ["photo", "video"].find((kind) => files.every((file) => file.type.startsWith(kind === "photo" ? "image/" : "video/"))) ?? "document";
}
