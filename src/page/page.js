"use strict";
// What the page does beyond showing its tables. All data is read from the tables themselves, and
// text is only ever set as text.
(() => {
  const CHUNK = 100;
  const root = document.documentElement;
  root.classList.add("js");

  const make = (name, attributes, text) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // What happens is said to screen readers here.
  const said = make("p", { id: "said", role: "status" });
  document.body.append(said);

  // The reader's own time zone, with UTC beside it.
  const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    // Where the reader's clock shows UTC, saying it twice helps nobody.
    if (at.getTimezoneOffset()) time.textContent = `${local.format(at)} (${time.textContent})`;
  }

  // Theme: as the system has it, unless the reader chooses.
  const header = document.querySelector("header");
  if (header) {
    const theme = make("button", { id: "theme", type: "button" });
    const isDark = () => root.dataset.theme ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const name = () => { theme.textContent = isDark() ? "Light theme" : "Dark theme"; };
    theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; name(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
    name();
    header.prepend(theme);
  }

  // Copying.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = make("textarea", { readonly: "", "aria-hidden": "true" });
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  const addCopying = (within) => {
    for (const source of within.querySelectorAll("[data-copy]:not([data-ready])")) {
      source.dataset.ready = "";
      const what = source.dataset.copy;
      const button = make("button", { type: "button", class: "copy" }, `Copy ${what}`);
      source.after(button);
      button.addEventListener("click", async () => {
        const done = await copy(source.textContent);
        button.textContent = done ? "Copied" : "Select it and copy by hand";
        said.textContent = done ? `Copied ${what}` : `${what} could not be copied`;
        setTimeout(() => { button.textContent = `Copy ${what}`; }, 2000);
      });
    }
  };
  for (const place of document.querySelectorAll(".request, .refusal")) addCopying(place);

  const table = document.getElementById("table");
  if (!table) return;
  const controls = document.getElementById("controls");
  const foot = document.getElementById("more");

  // One entry for each probe. The groups leave the document, and come back as many as are shown.
  const rows = Array.from(table.tBodies, (body, at) => {
    const cells = body.rows[0].cells;
    const taken = cells[5].dataset.value;
    return {
      body, at,
      status: body.dataset.status,
      cause: body.dataset.cause,
      roles: body.dataset.roles ? body.dataset.roles.split("|") : [],
      text: body.textContent.toLowerCase(),
      keys: [body.dataset.status, cells[1].textContent, cells[2].textContent, cells[3].textContent,
        cells[4].textContent, taken ? Number(taken) : -1],
    };
  });
  const SEVERITY = ["blocked", "failed", "inconclusive", "untested", "reachable"];
  const severity = (status) => { const at = SEVERITY.indexOf(status); return at < 0 ? 2 : at; };
  const collator = new Intl.Collator("en", { numeric: true });

  const state = { text: "", status: new Set(), role: "", cause: "", sort: -1, down: false, shown: CHUNK };
  let hits = rows;

  const toggle = (row, open) => {
    row.body.classList.toggle("open", open);
    const details = row.body.querySelector("details");
    if (details) details.open = open;
    row.button.setAttribute("aria-expanded", String(open));
    if (open) addCopying(row.body);
  };
  // A row gets its button when it is first shown: ten thousand would be made for nothing.
  const dress = (row) => {
    if (row.button) return;
    const head = row.body.rows[0].cells[1];
    const button = make("button", { type: "button", class: "host", "aria-expanded": "false" });
    button.append(...head.childNodes);
    head.append(button);
    row.button = button;
    button.addEventListener("click", () => toggle(row, !row.body.classList.contains("open")));
  };

  const found = make("p", { id: "found", role: "status" });
  const further = make("button", { type: "button", id: "further" }, "Show more");
  const show = () => {
    const part = hits.slice(0, state.shown);
    part.forEach(dress);
    for (const body of Array.from(table.tBodies)) body.remove();
    table.append(...part.map((row) => row.body));
    table.dataset.found = hits.length;
    const all = hits.length === rows.length ? `${rows.length} probes` : `${hits.length} of ${rows.length} probes`;
    found.textContent = part.length < hits.length ? `${all}, the first ${part.length} shown` : all;
    further.hidden = part.length >= hits.length;
  };
  const apply = () => {
    const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    hits = rows.filter((row) =>
      (state.status.size === 0 || state.status.has(row.status)) &&
      (!state.role || row.roles.includes(state.role)) &&
      (!state.cause || row.cause === state.cause) &&
      words.every((word) => row.text.includes(word)));
    if (state.sort >= 0) {
      const at = state.sort;
      const order = at === 0 ? (a, b) => severity(a.status) - severity(b.status)
        : at === 5 ? (a, b) => a.keys[5] - b.keys[5]
          : (a, b) => collator.compare(a.keys[at], b.keys[at]);
      hits.sort((a, b) => (state.down ? order(b, a) : order(a, b)) || a.at - b.at);
    }
    state.shown = CHUNK;
    show();
  };

  // Search and filters.
  const labelled = (text, control) => { const label = make("label", {}, text); label.append(control); return label; };
  const search = make("input", { id: "search", type: "search", autocomplete: "off", spellcheck: "false" });
  let waiting = 0;
  search.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { state.text = search.value; apply(); });
  });
  const choice = (id, any, values) => {
    const select = make("select", { id });
    select.append(make("option", { value: "" }, any));
    for (const value of values) select.append(make("option", { value }, value));
    return select;
  };
  const distinct = (values) => [...new Set(values)].filter(Boolean).sort(collator.compare);
  const role = choice("role", "all roles", distinct(rows.flatMap((row) => row.roles)));
  const cause = choice("cause", "all causes", distinct(rows.map((row) => row.cause)));
  role.addEventListener("change", () => { state.role = role.value; apply(); });
  cause.addEventListener("change", () => { state.cause = cause.value; apply(); });
  const pills = make("fieldset", { class: "pills" });
  pills.append(make("legend", {}, "Status"));
  const numbers = new Map();
  for (const row of rows) numbers.set(row.status, (numbers.get(row.status) || 0) + 1);
  const press = (pill, on) => {
    pill.setAttribute("aria-pressed", String(on));
    if (on) state.status.add(pill.value); else state.status.delete(pill.value);
  };
  const known = [...numbers.keys()].sort((a, b) => severity(a) - severity(b));
  const buttons = known.map((status) => {
    const pill = make("button", { type: "button", value: status, "aria-pressed": "false" }, `${status} ${numbers.get(status)}`);
    pill.addEventListener("click", () => { press(pill, pill.getAttribute("aria-pressed") !== "true"); apply(); });
    return pill;
  });
  pills.append(...buttons);
  const reset = make("button", { type: "button", id: "reset" }, "Clear filters");
  const clear = () => {
    search.value = role.value = cause.value = state.text = state.role = state.cause = "";
    buttons.forEach((pill) => press(pill, false));
  };
  reset.addEventListener("click", () => { clear(); apply(); search.focus(); });
  controls.append(labelled("Search", search), labelled("Role", role), labelled("Cause", cause), pills, reset, found);

  // Sorting.
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, at) => {
    if (!head.dataset.sort) return;
    const name = head.textContent;
    const button = make("button", { type: "button" }, name);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      state.down = state.sort === at && !state.down;
      state.sort = at;
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      for (const other of heads) {
        const own = other.querySelector("button");
        if (own) own.textContent = own.textContent.replace(/ [\u25B4\u25BE]$/, "");
      }
      button.textContent = `${name} ${state.down ? "\u25BE" : "\u25B4"}`;
      said.textContent = `Sorted by ${name}, ${state.down ? "descending" : "ascending"}`;
      apply();
    });
  });

  // More rows, by hand or when the end comes into view.
  const grow = () => { state.shown += CHUNK; show(); };
  further.addEventListener("click", grow);
  foot.append(further);
  new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting) && !further.hidden) grow();
  }, { rootMargin: "400px" }).observe(foot);

  // A number of the heat map leads to its probes.
  for (const cell of document.querySelectorAll("td[data-role][data-cause]")) {
    const { role: itsRole, cause: itsCause } = cell.dataset;
    const label = `${cell.textContent}: show ${itsCause} of ${itsRole}`;
    const button = make("button", { type: "button", "aria-label": label }, cell.textContent);
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      clear();
      state.role = role.value = itsRole;
      // What has no cause is counted under its status.
      cause.value = itsCause;
      if (cause.value === itsCause) state.cause = itsCause;
      else buttons.filter((pill) => pill.value === itsCause).forEach((pill) => press(pill, true));
      apply();
      document.getElementById("probes").scrollIntoView();
      search.focus({ preventScroll: true });
    });
  }

  // A link to a probe shows it, even when it is filtered out or not yet shown.
  const visit = () => {
    const id = location.hash.slice(1);
    const row = id.startsWith("probe-") && rows.find((one) => one.body.id === id);
    if (!row) return;
    if (!hits.includes(row)) { clear(); apply(); }
    state.shown = Math.max(state.shown, Math.ceil((hits.indexOf(row) + 1) / CHUNK) * CHUNK);
    show();
    toggle(row, true);
    row.body.scrollIntoView();
    row.button.focus({ preventScroll: true });
  };
  addEventListener("hashchange", visit);
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href^='#probe-']");
    if (link && link.getAttribute("href") === location.hash) visit();
  });

  // Print has every probe that was found.
  addEventListener("beforeprint", () => { state.shown = hits.length; show(); });

  apply();
  visit();
})();
