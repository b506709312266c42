import type { Graph } from '../../shared/asl-walk.ts';
import type { StateVisit } from '../../shared/executions.ts';
import { layoutOf, type Edge, type Measures, type Node } from '../../shared/machine-layout.ts';
import { html, NOTHING, type Markup } from './markup.ts';
import { type Standing, type StateStanding, wasGone } from './machine-standing.ts';

/** As wide on every screen, so that it is read like the YAML; a narrow one scales it. */
const WIDTH = 374;
const SPINE = { x: 22, width: 226 };
const MEASURES: Measures = {
  gap: 16,
  innerGap: 12,
  sideGap: 12,
  sideWidth: 104,
  innerSideWidth: 104,
  padding: 8,
  header: 42,
  lane: 9,
  outside: 260,
};
const RADIUS = 6;
const DISC = 7.5;
/** From one line to the next. */
const PITCH = 14;
/** Characters beside a disc in a box as narrow as those beside the spine. */
const FITS = 11;

const WORDS: Readonly<Record<Standing, string>> = {
  done: 'done',
  running: 'running',
  waiting: 'waiting for a person',
  failed: 'failed',
  aside: 'set aside',
  open: 'not reached',
};

/** What a drawing is made of. */
export interface Drawing {
  readonly name: string;
  readonly outline: Graph;
  readonly standings: ReadonlyMap<string, StateStanding>;
  readonly visits: readonly StateVisit[];
  /** Where a state's panel is. */
  readonly hrefOf: (state: string) => string;
}

/** The state graph of an execution: every state a link to what is known of it, and how it stands never by its colour alone. */
export function drawCourse({ name, outline, standings, visits, hrefOf }: Drawing): Markup {
  const { nodes, edges, bottom } = layoutOf(outline, { x: SPINE.x, y: 4, width: SPINE.width }, MEASURES);
  const height = Math.ceil(bottom + 6);
  // Ways past many others need more room than there is beside the spine.
  const left = Math.min(0, ...edges.flatMap(({ points }) => points.map(([x]) => x - 3)));
  const isGone = ({ way }: Edge): boolean => way !== undefined && isTaken(way, standings, visits);
  const draw = (node: Node): Markup => drawNode(node, standings.get(node.name), hrefOf(node.name));
  return html`<svg class="machine" viewBox="${left} 0 ${WIDTH - left} ${height}" role="group" aria-label="States of ${name}">
    ${nodes.filter(({ shape }) => shape === 'map').map(draw)} ${edges.map((edge) => drawEdge(edge, isGone(edge)))}
    ${nodes.filter(({ shape }) => shape !== 'map').map(draw)}
  </svg>`;
}

function isTaken(way: { from: string; to: string }, standings: Drawing['standings'], visits: readonly StateVisit[]): boolean {
  if (visits.some(({ state }) => state === way.from)) return wasGone(visits, way.from, way.to);
  const [from, to] = [standings.get(way.from)?.standing, standings.get(way.to)?.standing];
  return (from === 'done' || from === 'running') && to !== undefined && to !== 'open';
}

function drawNode(node: Node, { standing, retries, note, progress }: StateStanding = UNKNOWN, href: string): Markup {
  const { x, y, width, height, shape, name } = node;
  const middle = shape === 'map' ? y + 17 : y + height / 2;
  const isNarrow = width < 150;
  const shown = `${name}${shape === 'workflow' ? ' ↗' : ''}`;
  const lines = isNarrow ? broken(shown) : [shown];
  // A map that is over has none left to do, whether its items are still counted or not.
  const bar = progress ?? (shape === 'map' && standing === 'done' ? { done: 1, failed: 0, total: 1 } : undefined);
  const again = retries > 0 ? `↻ ${retries}` : '';
  const said = [shown, again, note].filter((text) => text !== '').join(' ');
  const behind =
    shape === 'workflow'
      ? html`<rect class="box" x="${x + 4}" y="${y + 4}" width="${width}" height="${height}" rx="${RADIUS}" />`
      : NOTHING;
  return html`<a class="${standing} ${shape}" href="${href}" data-state-name="${name}" aria-label="${said}, ${WORDS[standing]}"
    >${behind}<rect class="box" x="${x}" y="${y}" width="${width}" height="${height}" rx="${radiusOf(node)}" />${
      shape === 'map' ? NOTHING : sign(standing, x + 15, middle)
    }${titleOf(lines, isNarrow && note !== '' ? [note] : [], x + (shape === 'map' ? 12 : 28), middle)}${
      isNarrow
        ? NOTHING
        : html` <text class="count" x="${x + width - 10}" y="${middle + 4.5}" text-anchor="end"
            >${[again, note].filter(Boolean).join('  ')}</text
          >`
    }${bar ? barOf(node, bar) : NOTHING}</a
  >`;
}

const UNKNOWN: StateStanding = { standing: 'open', retries: 0, note: '' };

/** Name, in two lines where it is too long for its box, and below it what is counted. */
function titleOf(lines: readonly string[], counts: readonly string[], x: number, middle: number): Markup {
  const all = [...lines, ...counts];
  const first = middle + 4.5 - ((all.length - 1) * PITCH) / 2;
  // No space between the lines of a name, so that it reads as the YAML has it.
  const spans = lines.map((text, i) => html`<tspan x="${x}" y="${first + i * PITCH}">${text}</tspan>`);
  const below = counts.map((text, i) => html` <text class="count" x="${x}" y="${first + (lines.length + i) * PITCH}">${text}</text>`);
  return html`<text class="title">${spans}</text>${below}`;
}

/** GeneratePreviews as Generate and Previews. */
function broken(name: string): string[] {
  const words = name.split(/(?<=[a-z])(?=[A-Z])/);
  return name.length <= FITS || words.length < 2 ? [name] : [words[0] ?? '', words.slice(1).join('')];
}

function radiusOf({ shape, height }: Node): number {
  if (shape === 'choice' || shape === 'end') return height / 2;
  return shape === 'map' ? 8 : RADIUS;
}

function sign(standing: Standing, x: number, y: number): Markup {
  const disc = html`<circle class="disc" cx="${x}" cy="${y}" r="${DISC}" />`;
  switch (standing) {
    case 'done':
      return html`${disc}<path class="sign" d="M${x - 3.4} ${y + 0.2}l2.4 2.5 4.4-5" />`;
    case 'failed':
      return html`${disc}<path class="sign" d="M${x - 2.6} ${y - 2.6}l5.2 5.2m0-5.2l-5.2 5.2" />`;
    case 'waiting':
      return html`${disc}<circle class="sign full" cx="${x}" cy="${y - 2.2}" r="2.1" /><path
          class="sign full"
          d="M${x - 4.1} ${y + 4.2}a4.1 3.6 0 0 1 8.2 0z"
        />`;
    case 'aside':
      return html`${disc}<path class="sign" d="M${x - 4} ${y}h5m-2.2-2.4l2.4 2.4-2.4 2.4M${x + 3.6} ${y - 3}v6" />`;
    case 'running':
    case 'open':
      return disc;
  }
}

function barOf({ x, y, width }: Node, { done, failed, total }: NonNullable<StateStanding['progress']>): Markup {
  const whole = width - 24;
  const [full, lost] = [(whole * done) / Math.max(1, total), (whole * failed) / Math.max(1, total)];
  const bar = (style: string, from: number, wide: number): Markup =>
    html`<rect class="bar ${style}" x="${x + 12 + from}" y="${y + 28}" width="${Math.max(0, wide).toFixed(1)}" height="4" rx="2" />`;
  return html`${bar('', 0, whole)}${bar('full', 0, full)}${failed > 0 ? bar('lost', whole - Math.max(4, lost), Math.max(4, lost)) : NOTHING}`;
}

function drawEdge({ points, branch, isJoined = false }: Edge, isGone: boolean): Markup {
  if (branch && !isGone) return html`<path class="edge open" d="${rounded(branch)}" />`;
  const style = isGone ? 'edge' : 'edge open';
  return html`<path class="${style}" d="${rounded(points)}" />${isJoined ? NOTHING : tipOf(points)}`;
}

/** A line through its corners, each rounded as far as there is room. */
function rounded(points: Edge['points']): string {
  return points
    .map(([x, y], i) => {
      const [before, after] = [points[i - 1], points[i + 1]];
      if (!before) return `M${x} ${y}`;
      if (!after) return `L${x} ${y}`;
      const [ax, ay] = nearer([x, y], before);
      const [bx, by] = nearer([x, y], after);
      return `L${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
    })
    .join('');
}

function nearer([x, y]: readonly [number, number], [toX, toY]: readonly [number, number]): [number, number] {
  const step = Math.min(RADIUS, (Math.abs(toX - x) + Math.abs(toY - y)) / 2);
  return [x + Math.sign(toX - x) * step, y + Math.sign(toY - y) * step];
}

function tipOf(points: Edge['points']): Markup {
  const [from, to] = points.slice(-2);
  if (!from || !to) return NOTHING;
  const [x, y] = to;
  const [dx, dy] = [Math.sign(x - from[0]), Math.sign(y - from[1])];
  const corner = (along: number, aside: number): string => `${x - along * dx - aside * dy} ${y - along * dy - aside * dx}`;
  return html`<path class="tip" d="M${x} ${y}L${corner(6, 3)}L${corner(6, -3)}z" />`;
}
