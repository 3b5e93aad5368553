'use strict';

// Shows /api/v1/status, /api/v1/history and /api/v1/events, and sends commands for tables with the token of this tab.

const STATUS_MILLIS = 2000;
const HISTORY_MILLIS = 10000;
const TOKEN = 'headgate-token';
const LOOKS = {
  STREAMING: 'good', BACK_PRESSURED: 'warn', HALTED: 'bad', STARTING: 'wait', CONNECTING: 'wait',
  WAITING_FOR_SLOT: 'wait', WAITING_FOR_LOCK: 'wait', STOPPED: '',
};
const TABLE_LOOKS = {
  STREAMING: 'good', SNAPSHOTTING: 'wait', PAUSED: 'warn', ERRORED: 'bad', REMOVED: '',
};
const byId = (id) => document.getElementById(id);

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Writes only what is new, so that a reader's place, a selection and the focus stay.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setClass(element, name) {
  if (element.className !== name) element.className = name;
}

const whole = new Intl.NumberFormat('en-US');

function bytes(count) {
  if (count < 1024) return [String(Math.round(count)), 'B'];
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = count;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit += 1; }
  return [value < 10 ? value.toFixed(1) : String(Math.round(value)), units[unit]];
}

const bytesText = (count) => bytes(count).join(' ');

function duration(seconds) {
  if (seconds < 10) return [seconds < 0.05 ? '0' : seconds.toFixed(1), 's'];
  if (seconds < 120) return [String(Math.round(seconds)), 's'];
  if (seconds < 7200) return [String(Math.round(seconds / 60)), 'min'];
  if (seconds < 172800) return [String(Math.round(seconds / 3600)), 'h'];
  return [String(Math.round(seconds / 86400)), 'd'];
}

const durationText = (seconds) => duration(seconds).join(' ');

function ago(instant) {
  if (!instant) return '–';
  const seconds = Math.max(0, (Date.now() - Date.parse(instant)) / 1000);
  return seconds < 1 ? 'now' : seconds < 10 ? Math.floor(seconds) + ' s ago' : durationText(seconds) + ' ago';
}

const words = (state) => state.toLowerCase().replaceAll('_', ' ');

function setBadge(badge, state, looks) {
  setClass(badge, 'badge ' + (looks[state] || ''));
  setText(badge, words(state));
}

// ---------------------------------------------------------------------------------------------------- small drawings

function sparkline(values) {
  const image = svg('svg', { viewBox: '0 0 100 30', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  const top = Math.max(...values);
  if (values.length < 2 || top <= 0) return image;
  const points = values.map((value, index) => [
    (index * 100 / (values.length - 1)).toFixed(2), (28 - 25 * value / top).toFixed(2)]);
  const line = points.map((point) => point.join(',')).join(' ');
  image.append(
    svg('polygon', { points: '0,30 ' + line + ' 100,30', class: 'spark-area' }),
    svg('polyline', { points: line, class: 'spark-line' }));
  return image;
}

function bar(share) {
  const image = svg('svg', { viewBox: '0 0 100 30', preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  image.append(
    svg('rect', { x: 0, y: 11, width: 100, height: 8, class: 'bar' }),
    svg('rect', { x: 0, y: 11, width: Math.min(100, Math.max(0, share * 100)), height: 8, class: 'bar-used' }));
  return image;
}

// ------------------------------------------------------------------------------------------------------------ a tile

class Tile {
  constructor(title) {
    this.value = make('p', { class: 'value' });
    this.detail = make('p', { class: 'detail' });
    this.picture = make('div', {});
    this.element = make('div', { class: 'tile' }, make('h3', {}, title), this.value, this.detail, this.picture);
  }

  show(number, unit, detail, look) {
    const text = number + (unit ? ' ' + unit : '');
    if (this.value.textContent !== text) {
      this.value.replaceChildren(number, ...(unit ? [make('small', {}, ' ' + unit)] : []));
    }
    setText(this.detail, detail);
    setClass(this.element, 'tile ' + (look || ''));
  }

  draw(picture) {
    this.picture.replaceChildren(picture);
  }
}

// ----------------------------------------------------------------------------------------------------------- a table

const COLUMNS = [['Inserted', 'inserts'], ['Updated', 'updates'], ['Deleted', 'deletes'], ['Files', 'files']];

class TableRow {
  constructor(source, name) {
    this.source = source;
    this.name = name;
    this.badge = make('span', { class: 'badge' });
    this.progress = make('small', {});
    this.bar = make('progress', { max: '1', 'aria-label': 'Copy of ' + name });
    this.copy = make('div', { hidden: '' }, this.bar, this.progress);
    this.state = make('td', { class: 'state', 'data-label': 'State' }, this.badge, this.copy);
    this.numbers = COLUMNS.map(([label]) => make('td', { class: 'num', 'data-label': label }));
    this.size = make('td', { class: 'num', 'data-label': 'Size' });
    this.last = make('td', { class: 'num', 'data-label': 'Last change' });
    this.actions = make('td', { class: 'actions' }, ...['Refresh', 'Pause', 'Resume'].map((label) => this.button(label)));
    this.title = make('th', { scope: 'row' }, name);
    this.element = make('tr', {}, this.title, this.state, ...this.numbers, this.size, this.last, this.actions);
    this.trouble = make('tr', { class: 'trouble', hidden: '' }, make('td', { colspan: '9' }));
  }

  button(label) {
    const button = make('button', { type: 'button', class: 'small', 'aria-label': label + ' ' + this.name }, label);
    button.addEventListener('click', () => command(label.toLowerCase(), this.source, this.name));
    return button;
  }

  show(table, sourceState) {
    const phase = sourceState === 'HALTED' && table.phase === 'STREAMING' ? 'STOPPED' : table.phase;
    setBadge(this.badge, phase, TABLE_LOOKS);
    const copy = table.snapshot;
    this.copy.hidden = !copy;
    if (copy) {
      const share = copy.share === null ? '' : Math.floor(copy.share * 100) + ' % · ';
      const left = copy.seconds_left === null ? '' : ' · ' + durationText(copy.seconds_left) + ' left';
      if (copy.share === null) this.bar.removeAttribute('value'); else this.bar.value = copy.share;
      setText(this.progress, share + whole.format(copy.rows) + ' rows' + left);
    }
    COLUMNS.forEach(([, field], index) => setText(this.numbers[index], whole.format(table[field])));
    setText(this.size, bytesText(table.bytes));
    setText(this.last, ago(table.last_change_at));
    this.last.title = table.last_change_at || '';
    this.title.title = 'staged as ' + table.destination;
    const [refresh, pause, resume] = this.actions.children;
    refresh.hidden = phase === 'PAUSED' || phase === 'REMOVED';
    pause.hidden = phase !== 'STREAMING' && phase !== 'SNAPSHOTTING';
    resume.hidden = phase !== 'PAUSED';
    this.trouble.hidden = !table.error;
    if (table.error) {
      this.trouble.firstChild.replaceChildren(problem(table.error, true));
    }
  }
}

function problem(error, final) {
  return make('div', { class: 'error' + (final ? ' final' : '') },
    make('strong', {}, error.id + ' ' + error.code),
    make('p', {}, error.what),
    make('p', { class: 'remedy' }, make('b', {}, 'What to do: '), error.remedy));
}

// ---------------------------------------------------------------------------------------------------------- a source

class SourceCard {
  constructor(name) {
    this.name = name;
    this.rows = new Map();
    const titleId = 'source-' + name;
    this.badge = make('span', { class: 'badge' });
    this.where = make('span', { class: 'where' });
    this.error = make('div', { hidden: '' });
    this.lag = new Tile('Lag');
    this.delay = new Tile('Delay');
    this.wal = new Tile('Retained WAL');
    this.staged = new Tile('Staged rows');
    this.facts = make('dl', {});
    this.staged.picture.append(this.facts);
    this.body = make('tbody', {});
    this.count = make('span', { class: 'quiet' });
    this.filter = make('input', { type: 'search', placeholder: 'Filter tables', 'aria-label': 'Filter tables of ' + name });
    this.filter.addEventListener('input', () => this.applyFilter());
    this.tools = make('div', { class: 'table-tools', hidden: '' }, this.filter);
    const head = ['Table', 'State', ...COLUMNS.map(([label]) => label), 'Size', 'Last change'];
    this.empty = make('p', { class: 'empty', hidden: '' }, 'No table has changed yet.');
    this.table = make('table', {},
      make('caption', { class: 'unseen' }, 'Tables of ' + name),
      make('thead', {}, make('tr', {},
        ...head.map((label, index) => make('th', { scope: 'col', class: index > 1 ? 'num' : null }, label)),
        make('th', { scope: 'col' }, make('span', { class: 'unseen' }, 'Actions')))),
      this.body);
    this.details = make('details', { class: 'tables', open: '' },
      make('summary', {}, 'Tables ', this.count), this.tools, make('div', { class: 'scroll' }, this.table), this.empty);
    this.element = make('article', { class: 'source', 'aria-labelledby': titleId },
      make('div', { class: 'source-head' }, make('h2', { id: titleId }, name), this.badge, this.where),
      this.error,
      make('div', { class: 'tiles' }, this.lag.element, this.delay.element, this.wal.element, this.staged.element),
      this.details);
  }

  show(source) {
    if (this.state && this.state !== source.state) say(this.name + ' is ' + words(source.state));
    this.state = source.state;
    setBadge(this.badge, source.state, LOOKS);
    setText(this.where, 'database ' + source.database + ' · slot ' + source.slot + ' · epoch ' + source.epoch);
    this.showError(source);
    this.showLag(source);
    this.showWal(source);
    this.showStaged(source);
    this.showTables(source);
  }

  showError(source) {
    const error = source.error;
    const text = error ? error.id + error.what + error.remedy + source.state : '';
    if (this.errorText === text) return;
    this.errorText = text;
    this.error.hidden = !error;
    this.error.replaceChildren(...(error ? [problem(error, source.state === 'HALTED')] : []));
  }

  showLag(source) {
    const known = source.server_lsn !== null;
    const [lag, unit] = known ? bytes(source.lag_bytes) : ['–', ''];
    this.lag.show(lag, unit, known ? 'durable ' + (source.durable_lsn || '–') : 'the server was not seen yet');
    const [delay, delayUnit] = known ? duration(source.lag_seconds) : ['–', ''];
    const latency = source.end_to_end_latency_seconds;
    this.delay.show(delay, delayUnit, latency === null ? 'last commit ' + ago(source.last_commit_at) : 'end to end ' + durationText(latency));
  }

  showWal(source) {
    const guard = source.wal_guard || { level: 'OK' };
    const known = source.restart_lsn !== null;
    const [wal, unit] = known ? bytes(source.retained_wal_bytes) : ['–', ''];
    const limit = guard.limit_bytes;
    const left = guard.seconds_left;
    const detail = !known ? (source.wal_status ? 'wal_status ' + source.wal_status : 'no slot was seen')
      : limit === null || limit === undefined ? 'no limit is set'
        : 'of ' + bytesText(limit) + (left === null || left === undefined ? '' : ' · ' + durationText(left) + ' left') + (guard.snapshots_paused ? ' · copies pause' : '');
    this.wal.show(wal, unit, detail, { WARNING: 'warning', DANGER: 'danger' }[guard.level]);
    if (limit) {
      this.wal.draw(bar(source.retained_wal_bytes / limit));
    } else {
      this.wal.draw(sparkline(this.retained || []));
    }
  }

  showStaged(source) {
    this.staged.show(whole.format(source.rows), '', whole.format(source.transactions) + ' transactions');
    const facts = [['Log entry', whole.format(source.last_entry)], ['Last flush', ago(source.last_flush_at)],
      ['In memory', bytesText(source.buffered_bytes)]];
    const text = facts.join();
    if (this.factsText === text) return;
    this.factsText = text;
    this.facts.replaceChildren(...facts.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
  }

  showTables(source) {
    const names = new Set(source.tables.map((table) => table.name));
    for (const [name, row] of this.rows) {
      if (!names.has(name)) { row.element.remove(); row.trouble.remove(); this.rows.delete(name); }
    }
    for (const table of [...source.tables].sort((a, b) => a.name.localeCompare(b.name))) {
      let row = this.rows.get(table.name);
      if (!row) {
        row = new TableRow(this.name, table.name);
        this.rows.set(table.name, row);
        this.body.append(row.element, row.trouble);
      }
      row.show(table, source.state);
    }
    setText(this.count, whole.format(source.tables.length));
    this.tools.hidden = source.tables.length < 12;
    this.table.hidden = source.tables.length === 0;
    this.empty.hidden = source.tables.length > 0;
    this.applyFilter();
  }

  applyFilter() {
    const wanted = this.tools.hidden ? '' : this.filter.value.trim().toLowerCase();
    for (const row of this.rows.values()) {
      row.element.hidden = !row.name.toLowerCase().includes(wanted);
    }
  }

  showHistory(points) {
    this.lag.draw(sparkline(points.map((point) => point.lag_bytes)));
    this.delay.draw(sparkline(points.map((point) => point.lag_seconds)));
    this.retained = points.map((point) => point.retained_wal_bytes);
  }
}

// ---------------------------------------------------------------------------------------------------------- the page

const cards = new Map();
let answeredAt = 0;
let newestEvent = -1;

function say(text) {
  setText(byId('said'), text);
}

async function read(path) {
  const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(10000) });
  if (!response.ok) throw new Error('HTTP status ' + response.status);
  return response.json();
}

function showStatus(status) {
  setText(byId('version'), 'version ' + status.version + ' · up ' + durationText(Math.max(0, (Date.now() - Date.parse(status.started_at)) / 1000)));
  const names = new Set(status.sources.map((source) => source.name));
  for (const [name, card] of cards) {
    if (!names.has(name)) { card.element.remove(); cards.delete(name); }
  }
  for (const source of status.sources) {
    let card = cards.get(source.name);
    if (!card) {
      card = new SourceCard(source.name);
      card.details.open = status.sources.length <= 5;
      cards.set(source.name, card);
      byId('sources').append(card.element);
    }
    card.show(source);
  }
  showSummary(status.sources);
  const staging = status.staging;
  setText(byId('staging'), staging && staging.free_bytes >= 0
    ? 'Staging has ' + bytesText(staging.free_bytes) + ' free; reading pauses below ' + bytesText(staging.min_free_bytes) : '');
}

function showSummary(sources) {
  const counts = new Map();
  for (const source of sources) counts.set(source.state, (counts.get(source.state) || 0) + 1);
  const text = JSON.stringify([...counts]);
  const summary = byId('summary');
  if (summary.dataset.shown === text) return;
  summary.dataset.shown = text;
  summary.replaceChildren(...[...counts].map(([state, count]) =>
    make('li', { class: 'badge ' + (LOOKS[state] || '') }, count + ' ' + words(state))));
  const halted = counts.get('HALTED') || 0;
  document.title = (halted ? '(' + halted + ' halted) ' : '') + 'Headgate';
}

function showEvents(events) {
  const newest = events.length ? events[events.length - 1].number : 0;
  if (newest === newestEvent) return;
  newestEvent = newest;
  setText(byId('events-count'), events.length ? 'since this gateway started' : 'none since this gateway started');
  byId('events').replaceChildren(...[...events].reverse().slice(0, 100).map((event) => {
    const at = new Date(event.at);
    const remedy = event.remedy ? make('span', { class: 'remedy' }, event.remedy) : null;
    return make('li', { class: event.severity },
      make('time', { datetime: event.at, title: event.at }, at.toLocaleTimeString('en-GB')),
      make('span', { class: 'severity' }, words(event.severity)),
      make('span', { class: 'source-name' }, event.source),
      make('span', { class: 'what' }, event.what, remedy));
  }));
}

function showFreshness() {
  const seconds = Math.round((Date.now() - answeredAt) / 1000);
  const late = answeredAt === 0 || seconds > 5;
  setText(byId('freshness'), answeredAt === 0 ? 'Loading' : late ? 'No answer for ' + durationText(seconds) : 'Live');
}

async function refreshStatus() {
  try {
    const [status, events] = await Promise.all([read('api/v1/status'), read('api/v1/events')]);
    answeredAt = Date.now();
    byId('unreachable').hidden = true;
    showStatus(status);
    showEvents(events.events);
  } catch (failure) {
    byId('unreachable').hidden = false;
    setText(byId('unreachable'), 'The gateway does not answer' + (answeredAt ? '; what is shown is from ' + ago(new Date(answeredAt).toISOString()) : '')
      + '. Is it running? ' + failure.message);
  }
  showFreshness();
}

async function refreshHistory() {
  try {
    const history = await read('api/v1/history');
    for (const source of history.sources) {
      const card = cards.get(source.source);
      if (card) card.showHistory(source.points);
    }
  } catch (failure) {
    // The status says that the gateway does not answer.
  }
}

// ---------------------------------------------------------------------------------------------------------- commands

const COMMANDS = {
  refresh: (table) => ['Refresh ' + table + '?', 'The table is copied anew. Readers keep the present rows until the copy is done.'],
  pause: (table) => ['Pause ' + table + '?', 'Changes of this table are discarded from now on. The only way back is to copy it anew.'],
  resume: (table) => ['Resume ' + table + '?', 'The pause ends, and the table is copied anew.'],
};

let pending = null;

function command(verb, source, table) {
  const [title, text] = COMMANDS[verb](table);
  pending = { verb, source, table, opener: document.activeElement };
  openDialog(title, text, verb[0].toUpperCase() + verb.slice(1), !sessionStorage.getItem(TOKEN));
}

function openDialog(title, text, go, asksToken) {
  setText(byId('dialog-title'), title);
  setText(byId('dialog-text'), text);
  setText(byId('dialog-go'), go);
  setText(byId('dialog-problem'), '');
  byId('dialog-token').hidden = !asksToken;
  byId('token').value = '';
  byId('dialog').showModal();
  (asksToken ? byId('token') : byId('dialog-go')).focus();
}

async function confirmDialog() {
  const token = byId('token').value.trim();
  if (!byId('dialog-token').hidden) {
    if (!token) { setText(byId('dialog-problem'), 'The token is missing.'); return; }
    sessionStorage.setItem(TOKEN, token);
    showLock();
  }
  if (!pending) { byId('dialog').close(); return; }
  byId('dialog-go').disabled = true;
  try {
    await send(pending);
  } finally {
    byId('dialog-go').disabled = false;
  }
}

async function send({ verb, source, table }) {
  const path = 'api/v1/sources/' + encodeURIComponent(source) + '/tables/' + encodeURIComponent(table) + '/' + verb;
  try {
    const response = await fetch(path, { method: 'POST', headers: { Authorization: 'Bearer ' + sessionStorage.getItem(TOKEN) } });
    const answer = await response.json();
    if (response.ok) {
      byId('dialog').close();
      say(answer.result);
      refreshStatus();
      return;
    }
    if (response.status === 401) {
      sessionStorage.removeItem(TOKEN);
      showLock();
      byId('dialog-token').hidden = false;
      byId('token').select();
    }
    setText(byId('dialog-problem'), answer.error);
  } catch (failure) {
    setText(byId('dialog-problem'), 'The gateway does not answer. ' + failure.message);
  }
}

function showLock() {
  setText(byId('unlock'), sessionStorage.getItem(TOKEN) ? 'Lock actions' : 'Unlock actions');
}

function toggleLock() {
  if (sessionStorage.getItem(TOKEN)) {
    sessionStorage.removeItem(TOKEN);
    showLock();
    return;
  }
  pending = null;
  openDialog('Unlock actions', 'Refresh, pause and resume need the token of this gateway. It is kept in this tab only, until the tab is closed.', 'Unlock', true);
}

byId('unlock').addEventListener('click', toggleLock);
byId('dialog-cancel').addEventListener('click', () => byId('dialog').close());
byId('dialog-form').addEventListener('submit', (event) => { event.preventDefault(); confirmDialog(); });
byId('dialog').addEventListener('close', () => {
  byId('token').value = '';
  if (pending && pending.opener) pending.opener.focus();
  pending = null;
});

async function every(millis, work) {
  for (;;) {
    if (!document.hidden) await work();
    await new Promise((resolve) => setTimeout(resolve, millis));
  }
}

showLock();
refreshStatus().then(() => {
  every(HISTORY_MILLIS, refreshHistory);
  every(STATUS_MILLIS, refreshStatus);
});
setInterval(showFreshness, 1000);
