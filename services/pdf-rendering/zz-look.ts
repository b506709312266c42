import { writeFileSync } from 'node:fs';
import { renderInvoice, warmUp } from './invoice-pdf.ts';
import { sampleInvoice, twelveLines, BRINKMANN, type SampleLine } from './sample-invoice.ts';
const out = async (name: string, inv: any) => writeFileSync(`/tmp/look/${name}.pdf`, await renderInvoice(inv));
const t0 = performance.now(); warmUp(); console.log('warm', performance.now()-t0);
const de = sampleInvoice(twelveLines());
const t1 = performance.now(); await out('de', de); console.log('first', performance.now()-t1);
const projects = ['Speicher','Fleet','Werft','Kai','Elbe','Alster'];
const many = (n: number): SampleLine[] => Array.from({length:n}, (_, i) => ({
  group: `Project ${projects[Math.floor(i/10)%6]}`, description: ['API calls','Object storage, daily mean','Outbound traffic','Messages delivered','Compute, standard'][i%5]!, unit: ['calls','GB','GB','messages','h'][i%5]!,
  parts: i%5===2 ? [{quantity:'1000',unitPrice:'0.052',upTo:'1000'},{quantity:String(100+i*7),unitPrice:'0.036'}] : [{quantity:String(1000+i*7919),unitPrice:['0.00095','0.021','0.052','0.0012','0.148'][i%5]!}],
}));
await out('en58', sampleInvoice(many(58), {language:'en', currency:'USD', number:'RE-2026-004218', customer:{...BRINKMANN, name:'Harbour Freight Analytics Inc.', attention:['Accounts payable'], address:{street:'500 Market Street', additional:'Suite 1200', city:'San Francisco', region:'CA', postalCode:'94103', country:'US'}, vatId: undefined as never}}));
await out('chf', sampleInvoice(many(4), {currency:'CHF', customer:{...BRINKMANN, address:{street:'Bahnhofstrasse 1', postalCode:'8001', city:'Zürich', country:'CH'}}}));
await out('jpy', sampleInvoice([{description:'API calls', unit:'calls', group:'Usage', parts:[{quantity:'4812930',unitPrice:'0.09'}], taxRate:'0'},{description:'Platform', unit:'month', group:'Usage', parts:[{quantity:'1',unitPrice:'15000'}], taxRate:'0'}], {language:'en', currency:'JPY'}));
await out('long', sampleInvoice([{description:'Eine sehr lange Beschreibung einer Leistung, die über mehrere Zeilen läuft und mit einem Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenwort endet', unit:'Verarbeitungseinheiten', parts:[{quantity:'9999999999',unitPrice:'0.000123'}]},{parts:[{quantity:'100',unitPrice:'0', flatFee:'10', upTo:'100'},{quantity:'900',unitPrice:'0.5', flatFee:'20', upTo:'1000'},{quantity:'5',unitPrice:'0.25', flatFee:'30'}], events: 1},{description:'Rabatt',parts:[{quantity:'1',unitPrice:'-9999999.99'}]},{description:'Feiner Preis', unit:'Token', parts:[{quantity:'123456789.123456',unitPrice:'0.000000000123456789'}]}], {customer:{...BRINKMANN, name:'Vereinigte Norddeutsche Hafen- und Lagerhausgesellschaft für Überseetransporte und Spedition mbH & Co. KG', attention:['Abteilung Kreditoren','z. Hd. Rechnungsprüfung'], address:{...BRINKMANN.address, additional:'Haus C, 3. OG', country:'AT'}, purchaseOrder:'Rahmenbestellung 4500118220 / Abruf 17 / Kostenstelle 4711-Nord'}}));
if (process.argv[2] === 'bench') {
  const l200 = sampleInvoice(many(200), {language:'en'});
  for (const [n, inv, k] of [['12', de, 300], ['200', l200, 60]] as const) {
    const ts: number[] = [];
    for (let i=0;i<k;i++){ const t=performance.now(); const b = await renderInvoice(inv); ts.push(performance.now()-t); if(i===0) console.log(n, b.length); }
    const tail = ts.slice(k/3).sort((a,b)=>a-b); console.log(n, 'median', tail[Math.floor(tail.length/2)]!.toFixed(2), 'min', tail[0]!.toFixed(2));
  }
}
