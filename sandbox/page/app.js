/** Puts the page together: the head, the phones and the desk, the backstage's place, and what follows from a change. */

import { h, iconButton, replace } from "./dom.js";
import { api } from "./api.js";
import { icon } from "./icons.js";
import { Drawer } from "./drawer.js";
import { Layout, narrow } from "./layout.js";
import { Store } from "./store.js";
import { inWords, setZone } from "./hall-time.js";
import { released, whenReleased } from "./press.js";
import { getLanguage, setLanguage, t } from "./i18n.js";

const CLOCK_TICK_MS = 1000;
const darkSystem = matchMedia("(prefers-color-scheme: dark)");

const store = new Store();
/** `scene` is how the bot is, as last told. */
const page = { layout: null, backstage: null, scene: null };
/** Changes come in bursts; each frame draws the page once. */
let drawAsked = false;

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : darkSystem.matches;
}

function header() {
  page.theme = iconButton(null, "", turnTheme, { data: { testid: "theme-toggle" } });
  page.clock = h("time", { class: "clock-time", data: { testid: "clock" } });
  const language = h("button", { type: "button", class: "head-button", "aria-label": t("languageLabel"), lang: getLanguage() === "zh" ? "en" : "zh-Hans", data: { testid: "language-toggle" }, onclick: turnLanguage }, t("language"));
  return h("header", { class: "page-head" },
    h("div", { class: "brand" }, h("span", { class: "brand-mark", "aria-hidden": "true" }, "办"), h("div", {}, h("h1", {}, t("title")), h("p", {}, t("subtitle")))),
    h("span", { class: "clock", title: t("clock") }, icon("clock"), h("span", { class: "visually-hidden" }, t("clock")), page.clock),
    h("div", { class: "head-tools" }, page.layout.addButton, page.backstage.drawer.button, language, page.theme));
}

function drawTheme() {
  const label = t(isDark() ? "themeLight" : "themeDark");
  replace(page.theme, icon(isDark() ? "sun" : "moon"));
  page.theme.title = label;
  page.theme.setAttribute("aria-label", label);
}

function turnTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  localStorage.setItem("theme", document.documentElement.dataset.theme);
  drawTheme();
}

function turnLanguage() {
  setLanguage(getLanguage() === "zh" ? "en" : "zh");
  localStorage.setItem("language", getLanguage());
  mount();
  document.querySelector('[data-testid="language-toggle"]').focus();
}

/** The slot for the backstage: a bar below the head and a drawer; both stay hidden until they are filled. */
function backstageSlot() {
  const drawer = new Drawer({ testid: "backstage", label: t("backstage"), iconName: "sliders" });
  drawer.button.hidden = true;
  return { bar: h("div", { class: "clock-bar", hidden: true, data: { testid: "clock-bar" } }), drawer, body: drawer.body };
}

/** Fills the slot once the chats are there: nobody waits for what stands behind them. */
async function fillBackstage() {
  const slot = page.backstage;
  const { mountBackstage } = await import("./backstage.js");
  // The bar moves down what lies below it.
  await released();
  if (page.backstage !== slot) return;
  const plays = (personId) => {
    const [first] = page.layout.phones;
    const own = page.layout.phones.find((phone) => phone.personId === personId);
    if (!own) page.layout.hold(first, personId);
    page.layout.show(own ?? first);
  };
  const looksInto = (chatId, threadId) => {
    const { desk } = page.layout;
    if (desk.chatId !== chatId) desk.openGroup(chatId);
    if (threadId) desk.openTopic(threadId);
    page.layout.show(desk);
  };
  mountBackstage({ store, scene: page.scene, ...slot, plays, looksInto });
  slot.bar.hidden = false;
  slot.drawer.button.hidden = false;
}

function drawClock() {
  const now = store.now();
  page.clock.dateTime = now.toISOString();
  const day = narrow.matches ? { month: "numeric", day: "numeric" } : { month: "short", day: "numeric", weekday: "short" };
  page.clock.textContent = inWords(now, { ...day, hour: "2-digit", minute: "2-digit" });
}

function draw() {
  drawAsked = false;
  page.layout.draw();
  page.layout.markSeen();
  page.offline.hidden = store.online;
  drawClock();
}

function askDraw() {
  if (drawAsked) return;
  drawAsked = true;
  requestAnimationFrame(() => whenReleased(draw));
}

const follow = {
  deepLink(viewerId, { username, payload }) {
    if (username.toLowerCase() !== store.bot?.username?.toLowerCase()) return false;
    const phone = page.layout.phoneOf(viewerId);
    page.layout.show(phone);
    phone.chat.startBot(payload);
    return true;
  },
  place(viewerId, { chat_id: chatId, message_thread_id: threadId = 0 }) {
    const { desk } = page.layout;
    const side = chatId === viewerId ? page.layout.phoneOf(viewerId) : desk;
    if (side === desk) {
      desk.openGroup(chatId);
      desk.openTopic(threadId);
      desk.act(viewerId);
    }
    page.layout.show(side);
    return side.chat;
  },
  messageLink({ chatId, threadId, messageId }) {
    if (!store.chats.has(chatId)) return false;
    const { desk } = page.layout;
    if (desk.chatId !== chatId) desk.openGroup(chatId);
    const known = store.message(chatId, messageId);
    desk.openTopic(known?.message_thread_id ?? threadId);
    page.layout.show(desk);
    if (known) desk.chat.jump(messageId);
    return true;
  },
};

/** Builds the page anew, for a start and after a change of language; who is chosen stays chosen. */
function mount() {
  page.layout = new Layout({ store, follow, seen: askDraw, before: page.layout });
  page.backstage = backstageSlot();
  page.offline = h("div", { class: "offline", role: "status", hidden: true, data: { testid: "offline" } }, t("offline"));
  document.title = t("title");
  const skip = h("button", { type: "button", class: "skip-link", data: { testid: "skip-link" }, onclick: () => page.layout.write() }, t("toField"));
  replace(document.body, skip, header(), page.backstage.bar, page.layout.tabs, page.offline, h("div", { class: "page-body" }, page.layout.el, page.backstage.drawer.el));
  drawTheme();
  draw();
  fillBackstage();
  openGroups();
}

/** Every group is read at once: its topic list shows last words and unread counts. */
function openGroups() {
  for (const chatId of store.chats.keys()) store.open(chatId);
}

function takeChange({ detail }) {
  if (detail.kind === "backstage") page.scene = detail.scene;
  if (!page.layout) return;
  page.layout.take(detail);
  if (detail.kind === "state") openGroups();
  askDraw();
}

async function start() {
  setLanguage(localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  store.isVisible = (chatId, threadId) => page.layout?.isVisible(chatId, threadId) ?? false;
  store.isOwn = (message) => message.from?.id === (message.chat.id > 0 ? message.chat.id : page.layout?.desk.clerkId);
  store.addEventListener("change", takeChange);
  document.addEventListener("visibilitychange", askDraw);
  narrow.addEventListener("change", askDraw);
  darkSystem.addEventListener("change", drawTheme);
  const [scene] = await Promise.all([api.backstage(), store.start()]);
  page.scene ??= scene;
  setZone(scene.zone);
  mount();
  setInterval(drawClock, CLOCK_TICK_MS);
}

start().catch((error) => replace(document.body, h("p", { class: "fatal", role: "alert" }, error.message, h("button", { type: "button", class: "button", onclick: () => location.reload() }, t("retry")))));
