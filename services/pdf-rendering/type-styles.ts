/** The three cuts of Inter a document uses. */
export type Cut = 'Regular' | 'Medium' | 'SemiBold';

/** How a text looks. */
export interface TypeStyle {
  readonly cut: Cut;
  /** Points. */
  readonly size: number;
  readonly colour: string;
  /** Points added after each character. */
  readonly tracking?: number;
  /** Tabular digits, for figures that are compared down a column. */
  readonly isTabular?: boolean;
  /** Kerning, for large type. */
  readonly isKerned?: boolean;
}

export const COLOUR = {
  ink: '#15181C',
  grey: '#59616B',
  lightGrey: '#6B737D',
  rule: '#CDD2D8',
  mark: '#9AA1A9',
} as const;

const regular = (size: number, colour: string): TypeStyle => ({ cut: 'Regular', size, colour });
const figures = (style: TypeStyle): TypeStyle => ({ ...style, isTabular: true });

export const STYLE = {
  wordmark: { cut: 'SemiBold', size: 15, colour: COLOUR.ink, isKerned: true },
  title: { cut: 'SemiBold', size: 19, colour: COLOUR.ink, tracking: -0.4, isKerned: true },
  titleNumber: { cut: 'Regular', size: 19, colour: COLOUR.grey, tracking: -0.35, isKerned: true },
  // Not kerned: Inter draws the pair of a seven and a comma together, which reads badly in an amount.
  total: { cut: 'SemiBold', size: 13, colour: COLOUR.ink },
  annexTitle: { cut: 'SemiBold', size: 13, colour: COLOUR.ink, isKerned: true },
  totalLabel: { cut: 'SemiBold', size: 9, colour: COLOUR.ink },
  body: regular(9, COLOUR.ink),
  bodyStrong: { cut: 'SemiBold', size: 9, colour: COLOUR.ink },
  line: regular(8.5, COLOUR.ink),
  lineFigure: figures(regular(8.5, COLOUR.ink)),
  heading: { cut: 'SemiBold', size: 8.5, colour: COLOUR.ink },
  small: regular(8, COLOUR.ink),
  smallMedium: { cut: 'Medium', size: 8, colour: COLOUR.ink },
  smallGrey: regular(8, COLOUR.grey),
  smallGreyFigure: figures(regular(8, COLOUR.grey)),
  smallFigure: figures(regular(8, COLOUR.ink)),
  carryFigure: figures({ cut: 'Medium', size: 8, colour: COLOUR.ink }),
  detail: regular(7.25, COLOUR.grey),
  detailFigure: figures(regular(7.25, COLOUR.grey)),
  tableHead: { cut: 'Medium', size: 7, colour: COLOUR.grey },
  footer: regular(6.75, COLOUR.grey),
  position: regular(6.5, COLOUR.lightGrey),
  returnLine: regular(6.25, COLOUR.grey),
  bandMark: { cut: 'SemiBold', size: 11, colour: COLOUR.ink },
  band: { cut: 'Medium', size: 9, colour: COLOUR.ink },
  footBandMark: { cut: 'SemiBold', size: 7, colour: COLOUR.ink },
  footBand: { cut: 'Medium', size: 7, colour: COLOUR.ink },
  pageBrand: { cut: 'SemiBold', size: 8.5, colour: COLOUR.ink },
} as const satisfies Record<string, TypeStyle>;
