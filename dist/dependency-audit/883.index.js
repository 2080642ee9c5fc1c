export const id = 883;
export const ids = [883];
export const modules = {

/***/ 5883:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  HTML_LIMIT: () => (/* binding */ HTML_LIMIT),
  htmlOf: () => (/* binding */ htmlOf)
});

// EXTERNAL MODULE: ./build/src/core/report.js
var report = __webpack_require__(5299);
// EXTERNAL MODULE: ./build/src/core/severity.js
var severity = __webpack_require__(2842);
// EXTERNAL MODULE: ./build/src/formats/escape.js
var formats_escape = __webpack_require__(6451);
// EXTERNAL MODULE: ./build/src/formats/room.js
var formats_room = __webpack_require__(43);
// EXTERNAL MODULE: ./build/src/formats/words.js
var formats_words = __webpack_require__(5491);
;// CONCATENATED MODULE: ./build/src/formats/html-pieces.js



const MAX_TEXT = 1000;
const MAX_STEPS = 20;
const MORE = 120;
function html_pieces_short(value) {
    return value.length > MAX_TEXT ? `${(0,formats_escape/* clip */.$Q)(value, MAX_TEXT)}…` : value;
}
function html_pieces_text(value) {
    return (0,formats_escape/* html */.qy)(html_pieces_short(value));
}
function code(value) {
    return `<code>${html_pieces_text(value)}</code>`;
}
function advice(value) {
    const pieces = html_pieces_short(value).split('`');
    const isPaired = pieces.length % 2 === 1 && pieces.every((piece, i) => i % 2 === 0 || piece.trim() !== '');
    if (!isPaired)
        return html_pieces_text(value);
    return pieces.map((piece, i) => (i % 2 === 1 ? `<code>${(0,formats_escape/* html */.qy)(piece)}</code>` : (0,formats_escape/* html */.qy)(piece))).join('');
}
function place({ location, target }) {
    return code(`${location?.path ?? target}${location?.line === undefined ? '' : `:${location.line}`}`);
}
function way({ evidence: { path } }) {
    if (!Array.isArray(path) || path.length < 2)
        return '';
    const steps = path.slice(0, MAX_STEPS).map((step) => code(String(step)));
    return `<p class="way">By way of ${[...steps, ...(path.length > MAX_STEPS ? ['…'] : [])].join(' › ')}</p>`;
}
function cell(value) {
    if (typeof value === 'boolean')
        return value ? 'yes' : 'no';
    return value === null ? '' : html_pieces_text(String(value));
}
function block({ head, foot, noun }, items, lineOf, room) {
    if (items.length === 0)
        return [];
    const frame = (0,formats_room/* sizeOf */.$d)([...head, ...foot]) + MORE;
    if (frame > room.left) {
        room.isCut = true;
        return [];
    }
    room.left -= frame;
    const lines = (0,formats_room/* fitting */._Q)(items, lineOf, room);
    const more = items.length - lines.length;
    const rest = more > 0 ? [`<p class="more">… and ${(0,formats_words/* count */.U9)(more, `more ${noun}`)}: see the report file.</p>`] : [];
    return [...head, ...lines, ...foot, ...rest];
}
function badge(kind, words) {
    return `<span class="badge ${kind}">${words}</span>`;
}

;// CONCATENATED MODULE: ./build/src/formats/html-findings.js



const FIRST = 20;
const ORDER = ['fail', 'warn', 'waived'];
const WORDS = { fail: 'fails', warn: 'warns', waived: 'waived' };
function compare(a, b) {
    const byDisposition = ORDER.indexOf(a.disposition) - ORDER.indexOf(b.disposition);
    return byDisposition || (0,severity/* compareSeverity */.zK)(a.finding.severity, b.finding.severity);
}
function byRule({ judged }) {
    const rules = new Map();
    for (const one of [...judged].sort(compare)) {
        const mine = rules.get(one.finding.rule);
        if (mine)
            mine.push(one);
        else
            rules.set(one.finding.rule, [one]);
    }
    return [...rules].map(([rule, mine]) => ({ rule, judged: mine }));
}
function itemOf({ finding, disposition, waiver }, isAdvised) {
    const { severity, message, remediation } = finding;
    const said = [
        `<p>${html_pieces_text(message)}</p>`,
        way(finding),
        waiver ? `<p class="way">Waived until ${html_pieces_text(waiver.until)}: ${html_pieces_text(waiver.reason)}</p>` : '',
        isAdvised && !waiver && remediation !== undefined ? `<p class="advice">${advice(remediation)}</p>` : '',
    ];
    const kind = `${badge(disposition, WORDS[disposition])} ${html_pieces_text(severity)}`;
    return `<li><p class="kind">${kind}</p><div>${said.join('')}</div><p class="where">${place(finding)}</p></li>`;
}
function linesOfRule({ rule, judged }, id, room) {
    const isEach = new Set(judged.flatMap((one) => (0,formats_words/* adviceKey */.oF)(one) ?? [])).size > 1;
    const first = judged.find((one) => (0,formats_words/* adviceKey */.oF)(one) !== undefined)?.finding.remediation;
    const line = (one) => itemOf(one, isEach);
    const head = [
        `<h4 id="${id}">${code(rule)}: ${(0,formats_words/* tallyOf */.sv)(judged)}</h4>`,
        ...(first === undefined || isEach ? [] : [`<p class="advice">${advice(first)}</p>`]),
        '<ul class="findings">',
    ];
    const others = judged.slice(FIRST);
    const summary = `<details><summary>${(0,formats_words/* count */.U9)(others.length, 'more finding')}</summary>`;
    return [
        ...block({ head, foot: ['</ul>'], noun: 'finding' }, judged.slice(0, FIRST), line, room),
        ...block({ head: [summary, '<ul class="findings">'], foot: ['</ul>', '</details>'], noun: 'finding' }, others, line, room),
    ];
}
function ruleId(run, rule) {
    return `run-${run}-rule-${rule}`;
}
function findingLines(run, number, room) {
    const lines = byRule(run).flatMap((one, i) => linesOfRule(one, ruleId(number, i + 1), room));
    return lines.length === 0 ? [] : ['<h3>Findings</h3>', ...lines];
}

;// CONCATENATED MODULE: ./build/src/formats/html-run.js





const FIRST_ROWS = 20;
const LONG = 32;
function titleOf({ check, name }) {
    return name === check ? check : `${check} (${name})`;
}
function runId(number) {
    return `run-${number}`;
}
function verdictBadge(verdict) {
    return badge(verdict === 'error' ? 'untold' : verdict, formats_words/* VERDICT_WORDS */._G[verdict]);
}
function accountText(run) {
    const { examined, gaps, targets } = run;
    if (gaps.length > 0)
        return (0,formats_words/* accountOf */.XP)(run);
    if (targets.some((target) => !target.complete))
        return `Looked at ${(0,formats_words/* grouped */.zD)(examined)}, and not at everything.`;
    if (examined === 0 && targets.length === 0)
        return 'Nothing was found to look at.';
    return (0,formats_words/* accountOf */.XP)(run);
}
function classOf(value) {
    if (typeof value === 'number')
        return ' class="number"';
    return typeof value === 'string' && value.length > LONG ? ' class="long"' : '';
}
function rowOf(row) {
    const [first = null, ...rest] = row;
    const cells = rest.map((one) => `<td${classOf(one)}>${cell(one)}</td>`);
    return `<tr><th scope="row"${typeof first === 'string' ? classOf(first) : ''}>${cell(first)}</th>${cells.join('')}</tr>`;
}
function tableLines({ columns, rows }, room) {
    const titles = columns.map(({ title, unit }) => html_pieces_text(unit === undefined ? title : `${title} (${unit})`));
    const isLong = rows.length > FIRST_ROWS;
    const isNumber = (column) => rows.slice(0, FIRST_ROWS).some((row) => typeof row[column] === 'number');
    const heads = titles.map((title, column) => `<th scope="col"${isNumber(column) ? ' class="number"' : ''}>${title}</th>`);
    const head = [
        '<h3>Everything that was looked at</h3>',
        ...(isLong ? [`<details><summary>All ${(0,formats_words/* count */.U9)(rows.length, 'row')}</summary>`] : []),
        '<div class="wide" role="region" aria-label="Table" tabindex="0">',
        '<table>',
        `<thead><tr>${heads.join('')}</tr></thead>`,
        '<tbody>',
    ];
    const foot = ['</tbody>', '</table>', '</div>', ...(isLong ? ['</details>'] : [])];
    return block({ head, foot, noun: 'row' }, rows, rowOf, room);
}
function tallyItem({ title, counts, more }) {
    const values = counts.map(([value, number]) => `${html_pieces_text(value)} <b>${(0,formats_words/* grouped */.zD)(number)}</b>`);
    return `<li>${html_pieces_text(title)}: ${values.join(', ')}${more > 0 ? `, and ${(0,formats_words/* count */.U9)(more, 'other')}` : ''}</li>`;
}
function listLines(title, noun, items, itemOf, room) {
    return block({ head: [`<h3>${title}</h3>`, '<ul>'], foot: ['</ul>'], noun }, items, itemOf, room);
}
function sections(run, number, room) {
    return [
        ...listLines('Could not be looked at', 'gap', run.gaps, ({ target, subject, reason }) => `<li>${subject === target ? '' : `${code(target)}, `}${code(subject)}: ${html_pieces_text(reason)}</li>`, room),
        ...findingLines(run, number, room),
        ...listLines('In short', 'line', (0,formats_words/* tallies */.tG)(run.table), tallyItem, room),
        ...listLines('Notes', 'note', run.notes, (note) => `<li>${code(note.subject)}: ${html_pieces_text(note.text)}</li>`, room),
        ...tableLines(run.table, room),
    ];
}
function runLines(run, number, room) {
    const id = runId(number);
    const frame = [
        `<section id="${id}" aria-labelledby="${id}-title">`,
        `<h2 id="${id}-title">${html_pieces_text(titleOf(run))} ${verdictBadge((0,report/* verdictOf */.V)([run]))}</h2>`,
    ];
    const end = '</section>';
    if (run.status === 'failed') {
        const lines = [...frame, `<p>The run failed: ${html_pieces_text(run.reason)}</p>`, end];
        return (0,formats_room/* whole */.WQ)(lines, room);
    }
    const account = `<p>${accountText(run)} Findings: ${(0,formats_words/* tallyOf */.sv)(run.judged)}.</p>`;
    const begin = (0,formats_room/* whole */.WQ)([...frame, account, end], room);
    return begin.length === 0 ? [] : [...begin.slice(0, -1), ...sections(run, number, room), end];
}

;// CONCATENATED MODULE: ./build/src/formats/html-first.js






const MOST = 10;
const KEPT = 3;
function failing(run, number) {
    if (run.status === 'failed')
        return [];
    return byRule(run).flatMap(({ judged }, i) => {
        const fails = judged.filter((one) => one.disposition === 'fail');
        const [first] = fails;
        if (first === undefined)
            return [];
        const { remediation } = first.finding;
        const said = remediation === undefined ? {} : { advice: remediation };
        return [
            {
                id: ruleId(number, i + 1),
                kind: 'fail',
                run,
                finding: first.finding,
                more: fails.length - 1,
                ...said,
            },
        ];
    });
}
function untold(run, number) {
    const step = { id: runId(number), kind: 'untold', run };
    if (run.status === 'failed')
        return [{ ...step, reason: `the run failed: ${run.reason}`, more: 0 }];
    const [gap] = run.gaps;
    if (gap)
        return [{ ...step, subject: gap.subject, reason: gap.reason, more: run.gaps.length - 1 }];
    const left = run.targets.filter((target) => !target.complete);
    const [first] = left;
    if (first)
        return [{ ...step, subject: first.id, reason: 'not all of it was looked at', more: left.length - 1 }];
    if (run.examined > 0 || run.targets.length > 0)
        return [];
    return [{ ...step, reason: 'nothing was found to look at', more: 0 }];
}
function stepsOf({ runs }) {
    const fails = runs.flatMap((run, i) => failing(run, i + 1));
    const worst = [...fails].sort((a, b) => a.finding && b.finding ? (0,severity/* compareSeverity */.zK)(a.finding.severity, b.finding.severity) : 0);
    return [...worst, ...runs.flatMap((run, i) => untold(run, i + 1))];
}
function firstSteps(steps) {
    const untolds = steps.filter(({ kind }) => kind === 'untold');
    const fails = steps.filter(({ kind }) => kind === 'fail').slice(0, MOST - Math.min(untolds.length, KEPT));
    return [...fails, ...untolds.slice(0, MOST - fails.length)];
}
function stepItem({ id, kind, run, finding, more, ...said }, isLinked) {
    const name = html_pieces_text(titleOf(run));
    const title = isLinked ? `<a href="#${id}">${name}</a>` : name;
    if (kind === 'untold' || finding === undefined) {
        const subject = said.subject === undefined ? '' : `${code(said.subject)}: `;
        const others = more > 0 ? `, and ${(0,formats_words/* count */.U9)(more, 'other')}` : '';
        return `<li>${badge('untold', 'not looked at')} ${title}: ${subject}${html_pieces_text(said.reason ?? '')}${others}</li>`;
    }
    const others = more > 0 ? `, and ${(0,formats_words/* count */.U9)(more, 'other')} by this rule` : '';
    const next = said.advice === undefined ? '' : `<p class="advice">${advice(said.advice)}</p>`;
    return `<li>${badge('fail', html_pieces_text(finding.severity))} ${title}: ${html_pieces_text(finding.message)} ${place(finding)}${others}${next}</li>`;
}
function untoldText(report) {
    const failed = report.runs.filter((run) => run.status === 'failed').length;
    const gaps = report.runs.reduce((sum, run) => sum + (run.status === 'completed' ? run.gaps.length : 0), 0);
    const parts = [
        ...(gaps > 0 ? [`${(0,formats_words/* count */.U9)(gaps, 'thing')} could not be looked at`] : []),
        ...(failed > 0 ? [`${(0,formats_words/* count */.U9)(failed, 'run')} failed`] : []),
    ];
    return parts.join(', and ');
}
function leadOf(report) {
    if (report.runs.length === 0)
        return 'There is no run in this report: nothing was looked at.';
    const fails = (0,formats_words/* countOf */.pq)(report, 'fail');
    const warns = (0,formats_words/* countOf */.pq)(report, 'warn');
    const untold = untoldText(report);
    const also = warns > 0 ? ` ${(0,formats_words/* count */.U9)(warns, 'finding warns', 'findings warn')}.` : '';
    const words = {
        pass: `Everything was looked at, and nothing fails.${also}`,
        fail: `${(0,formats_words/* count */.U9)(fails, 'finding fails', 'findings fail')}.${also}${untold === '' ? '' : ` Besides, ${untold}.`}`,
        error: `Nobody can tell whether all is well: ${untold === '' ? 'not everything was looked at' : untold}.${also}`,
    };
    return words[report.verdict];
}
function runRow(run, number, isLinked) {
    const name = html_pieces_text(titleOf(run));
    const title = isLinked ? `<a href="#${runId(number)}">${name}</a>` : name;
    return `<tr><th scope="row">${title}</th>${runCells(run)}</tr>`;
}
function runCells(run) {
    const numbers = run.status === 'failed' ? ['', '', '', '', ''] : countsOf(run).map(formats_words/* grouped */.zD);
    const cells = numbers.map((one) => `<td class="number">${one}</td>`);
    return `<td>${verdictBadge((0,report/* verdictOf */.V)([run]))}</td>${cells.join('')}`;
}
function countsOf({ examined, judged, gaps }) {
    const of = (disposition) => judged.filter((one) => one.disposition === disposition).length;
    return [examined, of('fail'), of('warn'), of('waived'), gaps.length];
}

;// CONCATENATED MODULE: ./build/src/formats/html-style.js
const HTML_STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #59626f; --paper: #fff; --block: #f4f5f7; --line: #d5d9df; --link: #0a58b5; --fail: #b3261e; --warn: #8a5a00; --pass: #1a6e37 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e7eb; --quiet: #a3acb8; --paper: #14171a; --block: #1f2428; --line: #363c44; --link: #79b4ff; --fail: #ff8a80; --warn: #f0b849; --pass: #6fd18f }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.5rem 0 .5rem; padding-top: 1.25rem; border-top: 1px solid var(--line) }
h1 ~ h2:first-of-type { border: 0; margin-top: 0 }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem }
h4 { font-size: 1rem; margin: 1.25rem 0 .25rem; font-weight: 600 }
h1, h2, h3, h4, p, li, summary { overflow-wrap: anywhere }
p { margin: .25rem 0 }
.lead { font-size: 1.1rem }
.quiet, .more, .way, .where, thead th { color: var(--quiet) }
.way, .where { font-size: .9rem }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
:target { background: var(--block) }
code { font: .875em/1.5 ui-monospace, monospace; background: var(--block); border-radius: 4px; padding: .1em .3em; white-space: break-spaces; unicode-bidi: isolate }
h4 > code { font-size: .95em }
.badge { display: inline-block; border: 1px solid; border-radius: 4px; padding: 0 .4em; font-size: .85rem; font-weight: 600; line-height: 1.5; white-space: nowrap }
h1 .badge { font-size: 1.5rem; padding: 0 .35em }
h2 .badge { vertical-align: .1em }
.fail { color: var(--fail) }
.warn, .untold { color: var(--warn) }
.pass { color: var(--pass) }
.waived { color: var(--quiet) }
.advice { border-inline-start: 3px solid var(--link); padding-inline-start: .6rem; margin: .4rem 0 }
ul, ol { padding-inline-start: 1.4rem; margin: .5rem 0 }
li { margin: .35rem 0; unicode-bidi: isolate }
.findings { list-style: none; padding: 0; border-top: 1px solid var(--line) }
.findings li { display: grid; grid-template-columns: 9.5rem minmax(0, 3fr) minmax(0, 2fr); gap: 0 1rem; margin: 0; padding: .45rem 0; border-bottom: 1px solid var(--line); break-inside: avoid }
.findings p { margin: 0 }
.findings .way, .findings .advice { margin-top: .25rem }
summary { cursor: pointer; padding: .25rem 0; color: var(--link) }
.wide { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; margin: .25rem 0 }
th, td { text-align: start; vertical-align: top; padding: .35rem 1.5rem .35rem 0; border-bottom: 1px solid var(--line); max-width: 28rem; unicode-bidi: isolate }
.long, tbody th { overflow-wrap: anywhere; min-width: 12rem }
thead th { font-weight: 600; font-size: .9rem; white-space: nowrap; vertical-align: bottom }
tbody th { font-weight: 500 }
.number { text-align: end; font-variant-numeric: tabular-nums }
@media (max-width: 40rem) {
  h1 { font-size: 1.4rem }
  h1 .badge { font-size: 1.2rem }
  .findings li { display: block }
  .findings .where { margin-top: .25rem }
}
@media print {
  :root { --ink: #000; --quiet: #444; --paper: #fff; --block: #fff; --line: #bbb; --link: #000; --fail: #900; --warn: #640; --pass: #040 }
  body { font-size: 10pt }
  main { max-width: none; padding: 0 }
  code { padding: 0 }
  h2, h3, h4, summary { break-after: avoid }
  .wide { overflow: visible }
  tr { break-inside: avoid }
  details::details-content { content-visibility: visible; block-size: auto }
}
`;
const HTML_STYLE_HASH = 'sha256-vfHZvT0EW9oLdIT077nyA0wSO4lS2A47/1FzwTaIEHc=';

;// CONCATENATED MODULE: ./build/src/formats/html.js






const POLICY = `default-src 'none'; style-src '${HTML_STYLE_HASH}'; base-uri 'none'; form-action 'none'`;
const HTML_LIMIT = 16 * 1024 * 1024;
const CUT = '<p class="more">Not everything fits here: see the report file.</p>';
const RUN_TITLES = ['Run', 'Verdict', 'Looked at', 'Fails', 'Warns', 'Waived', 'Not looked at'];
const RUN_HEADS = RUN_TITLES.map((title, i) => `<th scope="col"${i > 1 ? ' class="number"' : ''}>${title}</th>`);
const RUNS = {
    head: [
        '<h2>Runs</h2>',
        '<div class="wide" role="region" aria-label="Runs" tabindex="0">',
        '<table>',
        `<thead><tr>${RUN_HEADS.join('')}</tr></thead>`,
        '<tbody>',
    ],
    foot: ['</tbody>', '</table>', '</div>'],
    noun: 'run',
};
function topLines(report, room, isThere) {
    const steps = stepsOf(report);
    const first = firstSteps(steps);
    const more = steps.length - first.length;
    const rest = more > 0 ? [`<p class="more">… and ${(0,formats_words/* count */.U9)(more, 'more thing')}: see below.</p>`] : [];
    const frame = { head: ['<h2>What to do first</h2>', '<ol>'], foot: ['</ol>', ...rest], noun: 'thing' };
    const runs = report.runs.length > 1 ? report.runs : [];
    return [
        ...block(frame, first, (step) => stepItem(step, isThere(step.id)), room),
        ...block(RUNS, runs, (run, i) => runRow(run, i + 1, isThere(runId(i + 1))), room),
    ];
}
function idsIn(lines) {
    return new Set(lines.flatMap((line) => /^<(?:section|h4) id="([a-z0-9-]*)"/.exec(line)?.[1] ?? []));
}
function bodyLines(report, room) {
    const before = room.left;
    const top = topLines(report, room, () => true);
    const taken = before - room.left;
    const runs = report.runs.flatMap((run, i) => runLines(run, i + 1, room));
    const ids = idsIn(runs);
    const linked = room.isCut ? topLines(report, { left: taken, isCut: false }, (id) => ids.has(id)) : top;
    return [...linked, ...runs];
}
function htmlOf(report, limit = HTML_LIMIT) {
    const { verdict, at } = report;
    const head = [
        '<!doctype html>',
        '<html lang="en">',
        '<head>',
        '<meta charset="utf-8">',
        `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        `<title>Upkeep: ${formats_words/* VERDICT_WORDS */._G[verdict]}</title>`,
        `<style>${HTML_STYLE}</style>`,
        '</head>',
        '<body>',
        '<main>',
        `<h1>Upkeep: ${verdictBadge(verdict)}</h1>`,
        `<p class="lead">${leadOf(report)}</p>`,
        `<p class="quiet">As of <time datetime="${html_pieces_text(at)}">${html_pieces_text(at)}</time></p>`,
    ];
    const foot = ['</main>', '</body>', '</html>'];
    const room = { left: limit - (0,formats_room/* sizeOf */.$d)([...head, CUT, ...foot]), isCut: false };
    const body = bodyLines(report, room);
    const lines = [...head, ...body, ...(room.isCut ? [CUT] : []), ...foot];
    return lines.map((line) => `${line}\n`).join('');
}


/***/ })

};
