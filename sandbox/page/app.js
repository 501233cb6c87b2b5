/** Puts the page together: the head, a citizen's phone, the staff desk, and which of them a narrow screen shows. */

import { h, iconButton, redraw, replace } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { Drawer } from "./drawer.js";
import { Desk } from "./desk.js";
import { Phone } from "./phone.js";
import { Store } from "./store.js";
import { unreadBadge } from "./people.js";
import { getLanguage, locale, setLanguage, t } from "./i18n.js";

const SIDES = ["citizen", "staff"];
const CLOCK_TICK_MS = 1000;
const narrow = matchMedia("(max-width: 919px)");
const darkSystem = matchMedia("(prefers-color-scheme: dark)");

const store = new Store();
const page = { side: "citizen", phone: null, desk: null, backstage: null };
/** Changes come in bursts; each frame draws the surroundings once. */
let drawAsked = false;

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : darkSystem.matches;
}

function isVisible(chatId, threadId) {
  if (document.hidden) return false;
  const { phone, desk, side } = page;
  if (chatId > 0) return phone?.personId === chatId && (!narrow.matches || side === "citizen");
  const topicShown = !desk?.group?.is_forum || (desk.threadId === threadId && (desk.topicOpen || getComputedStyle(desk.topics.el).position !== "absolute"));
  return desk?.chatId === chatId && topicShown && (!narrow.matches || side === "staff");
}

function markSeen() {
  const { phone, desk } = page;
  if (phone?.personId && isVisible(phone.personId, 0)) store.markRead(phone.personId);
  if (desk?.chatId && isVisible(desk.chatId, desk.threadId)) store.markRead(desk.chatId, desk.threadId);
}

function header() {
  const dark = isDark();
  const theme = iconButton(icon(dark ? "sun" : "moon"), t(dark ? "themeLight" : "themeDark"), () => {
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", document.documentElement.dataset.theme);
    remount("theme-toggle");
  }, { data: { testid: "theme-toggle" } });
  const language = h("button", { type: "button", class: "language-toggle", "aria-label": t("languageLabel"), data: { testid: "language-toggle" }, onclick: () => {
    setLanguage(getLanguage() === "zh" ? "en" : "zh");
    localStorage.setItem("language", getLanguage());
    remount("language-toggle");
  } }, t("language"));
  page.clock = h("time", { class: "clock-time", data: { testid: "clock" } });
  return h("header", { class: "page-head" }, h("div", { class: "brand" }, h("span", { class: "brand-mark", "aria-hidden": "true" }, "办"),
    h("div", {}, h("h1", {}, "Banshi sandbox", h("span", { class: "brand-dot", "aria-hidden": "true" }, " · "), h("span", { lang: "zh-Hans" }, "办事沙盒")), h("p", {}, t("subtitle")))),
  h("div", { class: "head-tools" }, h("span", { class: "clock", title: t("clock") }, icon("clock"), h("span", { class: "visually-hidden" }, t("clock")), page.clock), h("div", { class: "buttons" }, page.backstage.drawer.button, language, theme)));
}

/** The slot for the backstage: a bar below the head and a drawer; both stay hidden until they are filled. */
function backstageSlot() {
  const drawer = new Drawer({ testid: "backstage", label: t("backstage"), iconName: "sliders" });
  drawer.button.hidden = true;
  return { bar: h("div", { class: "clock-bar", hidden: true, data: { testid: "clock-bar" } }), drawer, body: drawer.body };
}

/** Fills the slot once the chats are there: nobody waits for what stands behind them. */
async function fillBackstage() {
  const { bar, body, drawer } = page.backstage;
  const { mountBackstage } = await import("./backstage.js");
  await mountBackstage({ store, bar, body, drawer, shows: (side) => showSide(side), plays: (personId) => page.phone.hold(personId) });
  bar.hidden = false;
  drawer.button.hidden = false;
}

function tabs() {
  const one = (side) => h("button", { type: "button", role: "tab", id: `tab-${side}`, "aria-controls": `side-${side}`, "aria-selected": String(page.side === side), tabIndex: page.side === side ? 0 : -1,
    data: { testid: `tab-${side}` }, onclick: () => showSide(side), onkeydown: (event) => { if (event.key.startsWith("Arrow")) showSide(SIDES.find((other) => other !== side), true); } });
  page.tabs = Object.fromEntries(SIDES.map((side) => [side, one(side)]));
  return h("div", { class: "tabs", role: "tablist", "aria-label": t("sides") }, Object.values(page.tabs));
}

function drawTabs() {
  const unread = { citizen: 0, staff: 0 };
  for (const [key, count] of store.unread) unread[key.startsWith("-") ? "staff" : "citizen"] += count;
  for (const side of SIDES) {
    const chosen = page.side === side;
    redraw(page.tabs[side], unread[side], () => [t(side === "citizen" ? "tabCitizen" : "tabStaff"), unreadBadge(unread[side])]);
    page.tabs[side].setAttribute("aria-selected", String(chosen));
    page.tabs[side].tabIndex = chosen ? 0 : -1;
    page.main.classList.toggle(`shows-${side}`, chosen);
  }
}

function showSide(side, focus = false) {
  page.side = side;
  if (focus) page.tabs[side].focus();
  drawAround();
}

function drawClock() {
  const now = store.now();
  page.clock.dateTime = now.toISOString();
  const day = narrow.matches ? { month: "numeric", day: "numeric" } : { month: "short", day: "numeric", weekday: "short" };
  page.clock.textContent = new Intl.DateTimeFormat(locale(), { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(now);
}

function drawAround() {
  drawAsked = false;
  markSeen();
  page.phone.draw();
  page.desk.draw();
  page.offline.hidden = store.online;
  drawTabs();
  drawClock();
}

function askDraw() {
  if (drawAsked) return;
  drawAsked = true;
  requestAnimationFrame(drawAround);
}

const follow = {
  deepLink(viewerId, { username, payload }) {
    if (username.toLowerCase() !== store.bot?.username?.toLowerCase()) return false;
    page.side = "citizen";
    page.phone.hold(viewerId);
    page.phone.chat.startBot(payload);
    askDraw();
    return true;
  },
  messageLink({ chatId, threadId, messageId }) {
    if (!store.chats.has(chatId)) return false;
    page.side = "staff";
    if (page.desk.chatId !== chatId) page.desk.openGroup(chatId);
    const known = store.message(chatId, messageId);
    page.desk.openTopic(known?.message_thread_id ?? threadId);
    drawAround();
    if (known) page.desk.chat.jump(messageId);
    return true;
  },
};

/** Builds the page anew, for a start and after a change of language or theme; who is chosen stays chosen. */
function mount() {
  const { phone, desk } = page;
  page.phone = new Phone({ store, follow, chosen: askDraw, added: async (person) => { await store.readState(); page.phone.hold(person.id); } });
  page.desk = new Desk({ store, follow, seen: askDraw });
  page.phone.personId = phone?.personId ?? null;
  if (desk) for (const kept of ["chatId", "threadId", "clerkId", "anonymous", "topicOpen"]) page.desk[kept] = desk[kept];
  page.phone.el.id = "side-citizen";
  page.desk.el.id = "side-staff";
  page.offline = h("div", { class: "offline", role: "status", hidden: true, data: { testid: "offline" } }, t("offline"));
  page.main = h("main", {}, page.phone.el, page.desk.el);
  page.backstage = backstageSlot();
  document.title = t("title");
  replace(document.body, header(), page.backstage.bar, tabs(), page.offline, h("div", { class: "page-body" }, page.main, page.backstage.drawer.el));
  drawAround();
  fillBackstage();
  for (const chatId of store.chats.keys()) store.open(chatId);
}

/** Mounts anew and gives the focus back to the pressed button. */
function remount(testid) {
  mount();
  document.querySelector(`[data-testid="${testid}"]`).focus();
}

function takeChange({ detail }) {
  if (!page.phone) return;
  page.phone.chat.take(detail);
  page.desk.chat.take(detail);
  for (const chatId of store.chats.keys()) if (detail.kind === "state") store.open(chatId);
  askDraw();
}

async function start() {
  setLanguage(localStorage.getItem("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  store.isVisible = isVisible;
  store.isOwn = (message) => message.from?.id === (message.chat.id > 0 ? message.chat.id : page.desk?.clerkId);
  store.addEventListener("change", takeChange);
  document.addEventListener("visibilitychange", askDraw);
  narrow.addEventListener("change", askDraw);
  darkSystem.addEventListener("change", mount);
  await store.start();
  mount();
  setInterval(drawClock, CLOCK_TICK_MS);
}

start().catch((error) => replace(document.body, h("p", { class: "fatal", role: "alert" }, error.message, h("button", { type: "button", class: "button", onclick: () => location.reload() }, t("retry")))));
