/** Draws a state machine as SVG, calm enough for a page and legible in light and dark: on a white card of its own. */
import type { Graph } from '../shared/asl-walk.ts';
import { layoutOf, type Edge, type Node } from '../shared/machine-layout.ts';

const CARD = 24;
const SPINE = 262;
const RADIUS = 6;
const COLOR = {
  surface: '#FFFFFF',
  sunken: '#EFF1F4',
  end: '#E0E4E9',
  ink: '#14171B',
  quiet: '#4A525D',
  hairline: '#E0E4E9',
  edge: '#7E8894',
  waiting: '#854F00',
  waitingTint: '#FFF2D9',
};
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/**
 * The drawing of a machine; the same definition gives the same text.
 *
 * @param name of the machine, for readers who can't see it
 */
export function drawMachine(name: string, definition: Graph): string {
  const { nodes, edges, right, bottom } = layoutOf(definition, { x: 0, y: CARD, width: SPINE });
  const left = Math.min(...edges.flatMap(({ points }) => points.map(([x]) => x)), 0) - CARD;
  const [width, height] = [right + CARD - left, bottom + CARD];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} 0 ${width} ${height}" role="img" font-family="${FONT}">`,
    `<title>${escaped(`${name}: ${definition.Comment ?? ''}`)}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">' +
      `<path d="M1 1 7 4 1 7z" fill="${COLOR.edge}"/></marker></defs>`,
    `<rect x="${left + 0.5}" y="0.5" width="${width - 1}" height="${height - 1}" rx="12" fill="${COLOR.surface}" stroke="${COLOR.hairline}"/>`,
    ...nodes.filter(({ shape }) => shape === 'map').map(drawNode),
    ...edges.map(drawEdge),
    ...nodes.filter(({ shape }) => shape !== 'map').map(drawNode),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function drawNode(node: Node): string {
  const { x, y, width, height, shape, name, note = '' } = node;
  const middle = y + height / 2;
  switch (shape) {
    case 'map':
      return (
        box(node, 8, COLOR.sunken, COLOR.edge) +
        text(x + 14, y + 18, name) +
        `<text x="${x + width - 14}" y="${y + 22}" font-size="12" fill="${COLOR.quiet}" text-anchor="end">${escaped(note)}</text>`
      );
    case 'choice':
      return box(node, height / 2, COLOR.surface, COLOR.edge) + centred(node, name);
    case 'end':
      return box(node, height / 2, COLOR.end, COLOR.end) + centred(node, name, COLOR.quiet, 400);
    case 'person':
      return box(node, RADIUS, COLOR.waitingTint, COLOR.waiting) + person(x + 20, middle) + text(x + 37, middle, name);
    case 'workflow':
      return (
        box({ ...node, x: x + 4, y: y + 4 }, RADIUS, COLOR.surface, COLOR.edge) +
        box(node, RADIUS, COLOR.surface, COLOR.edge) +
        text(x + 14, middle, `${name} ↗`)
      );
    case 'task':
      return box(node, RADIUS, COLOR.surface, COLOR.edge) + text(x + 14, middle, name);
  }
}

function drawEdge({ points: whole, branch, isFailure, isJoined = branch !== undefined }: Edge): string {
  const points = branch ?? whole;
  const dashes = isFailure ? ' stroke-dasharray="4 3"' : '';
  return `<path d="${rounded(points)}" fill="none" stroke="${COLOR.edge}" stroke-width="1.25"${dashes}${isJoined ? '' : ' marker-end="url(#tip)"'}/>`;
}

/** A line through its corners, each cut by a quarter of a circle as far as there is room. */
function rounded(points: Edge['points']): string {
  const parts = points.map(([x, y], index) => {
    const [before, after] = [points[index - 1], points[index + 1]];
    if (!before) return `M${x} ${y}`;
    if (!after) return `L${x} ${y}`;
    const [ax, ay] = towards([x, y], before);
    const [bx, by] = towards([x, y], after);
    return `L${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
  });
  return parts.join('');
}

/** The point a radius away from a corner, at most half-way to the next. */
function towards([x, y]: readonly [number, number], [toX, toY]: readonly [number, number]): [number, number] {
  const length = Math.abs(toX - x) + Math.abs(toY - y);
  const step = Math.min(RADIUS, length / 2);
  return [x + Math.sign(toX - x) * step, y + Math.sign(toY - y) * step];
}

function box({ x, y, width, height }: Node, radius: number, fill: string, stroke: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}"/>`;
}

function text(x: number, middle: number, words: string): string {
  return `<text x="${x}" y="${middle + 4.5}" font-size="13" font-weight="500" fill="${COLOR.ink}">${escaped(words)}</text>`;
}

function centred({ x, y, width, height }: Node, words: string, fill = COLOR.ink, weight = 500): string {
  return `<text x="${x + width / 2}" y="${y + height / 2 + 4.5}" font-size="13" font-weight="${weight}" fill="${fill}" text-anchor="middle">${escaped(words)}</text>`;
}

function person(x: number, y: number): string {
  return (
    `<circle cx="${x}" cy="${y}" r="9" fill="${COLOR.waiting}"/><circle cx="${x}" cy="${y - 2.5}" r="2.6" fill="${COLOR.waitingTint}"/>` +
    `<path d="M${x - 5} ${y + 5}a5 4.4 0 0 1 10 0z" fill="${COLOR.waitingTint}"/>`
  );
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
