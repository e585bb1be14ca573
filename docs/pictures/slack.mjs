// Slack blocks (JSON on standard input, a list of lists) -> one HTML page for each message, as JSON on standard output.
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";

const time = new Date(Date.UTC(2031, 2, 4, 15, 16));
const hooks = {};
const bell = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="6" fill="#7a1f2b"/><path d="M18 7c-5 0-7 4-7 9v5l-3 4h20l-3-4v-5c0-5-2-9-7-9z" fill="#fff"/><circle cx="18" cy="28" r="2.6" fill="#fff"/></svg>`;
const logo = `data:image/svg+xml;base64,${Buffer.from(bell).toString("base64")}`;
let told = "";
for await (const chunk of process.stdin) told += chunk;
const pages = JSON.parse(told).map((blocks) =>
  renderToStaticMarkup(
    createElement(Message, { blocks, logo, name: "Tocsin", time, theme: "light", data: { users: [], channels: [] }, hooks }),
  ),
);
process.stdout.write(JSON.stringify(pages));
