// SPDX-License-Identifier: MIT
// node track.js PORT COUNT DATABASE: what a user would write instead: 64 requests in flight over one pool, JSON.parse,
// rows of events in SQLite (WAL), 64 shipments a transaction.  Prints "rate N".
'use strict';
const { Pool } = require('undici');
const Database = require('better-sqlite3');

const [port, countText, path] = process.argv.slice(2);
const count = Number(countText);
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 64 });
const db = new Database(path);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec(`CREATE TABLE shipment (id INTEGER PRIMARY KEY, number TEXT UNIQUE);
  CREATE TABLE event (shipment INTEGER, at INTEGER, code TEXT, place TEXT, text TEXT,
    PRIMARY KEY (shipment, at, code)) WITHOUT ROWID;`);
const addShipment = db.prepare('INSERT INTO shipment (number) VALUES (?)');
const addEvent = db.prepare('INSERT INTO event VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');

function moment(a) {
  const d = a.gmtDate, t = a.gmtTime;
  return Date.UTC(+d.slice(0, 4), +d.slice(4, 6) - 1, +d.slice(6, 8), +t.slice(0, 2), +t.slice(2, 4), +t.slice(4, 6));
}

const store = db.transaction((batch) => {
  for (const { number, activity } of batch) {
    const id = addShipment.run(number).lastInsertRowid;
    for (const a of activity)
      addEvent.run(id, moment(a), a.status.statusCode, a.location.address.city, a.status.description);
  }
});

let next = 0;
let batch = [];
async function worker() {
  while (next < count) {
    const number = `1Z999AA103${String(next++).padStart(7, '0')}0`;
    const { body } = await pool.request({ path: `/api/track/v1/details/${number}`, method: 'GET' });
    const answer = await body.json();
    batch.push({ number, activity: answer.trackResponse.shipment[0].package[0].activity });
    if (batch.length >= 64) {
      store(batch);
      batch = [];
    }
  }
}

(async () => {
  const since = process.hrtime.bigint();
  await Promise.all(Array.from({ length: 64 }, worker));
  store(batch);
  const seconds = Number(process.hrtime.bigint() - since) / 1e9;
  console.log(`rate ${(count / seconds).toFixed(1)}`);
  await pool.close();
})();
