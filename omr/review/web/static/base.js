"use strict";
// What every view shares: sending to the server, and the token that a link carries where no server sees it.
const page = document.body.dataset;

async function send(place, told) {
  let answer;
  try {
    answer = await fetch(place, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF": page.csrf, Accept: "application/json" },
      body: JSON.stringify(told),
    });
  } catch {
    return { status: 0, problem: "offline", text: page.offline };
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) said.text = page.signedOut;
  return { status: answer.status, ...said };
}

function alertWith(text) {
  const box = document.getElementById("alert");
  box.hidden = !text;
  box.querySelector("p").textContent = text || "";
}

function takeToken() {
  const token = document.getElementById("token");
  if (!token || location.hash.length < 2) return;
  token.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
  document.getElementById("name").focus();
}
takeToken();
window.addEventListener("hashchange", takeToken); // the link of a restarted server, opened where the old one signed out: nothing is loaded anew
