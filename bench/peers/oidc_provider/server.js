// node-oidc-provider as a council would run it: PostgreSQL behind it, one account, approval remembered as a grant.
// Settings come as JSON on standard input: {port, database, clients, cookieKey}.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { generateKeyPairSync } from "node:crypto";
import pg from "pg";
import Provider from "oidc-provider";

const { port, database, clients, cookieKey } = JSON.parse(readFileSync(0, "utf8"));
const pool = new pg.Pool({ connectionString: database, max: 10 });
await pool.query(`CREATE TABLE IF NOT EXISTS oidc (
  model text, id text, payload jsonb NOT NULL, grant_id text, uid text, expires_at timestamptz, consumed_at timestamptz,
  PRIMARY KEY (model, id))`);
await pool.query("CREATE INDEX IF NOT EXISTS oidc_grant ON oidc (grant_id)");
await pool.query("CREATE INDEX IF NOT EXISTS oidc_uid ON oidc (uid)");

const named = (name, text) => (...values) => pool.query({ name, text, values });
const put = named("put", `INSERT INTO oidc VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))
  ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`);
const get = named("get", `SELECT payload, consumed_at FROM oidc
  WHERE model = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > now())`);
const getByUid = named("uid", "SELECT payload, consumed_at FROM oidc WHERE model = $1 AND uid = $2");
const consume = named("consume", "UPDATE oidc SET consumed_at = now() WHERE model = $1 AND id = $2");
const destroy = named("destroy", "DELETE FROM oidc WHERE model = $1 AND id = $2");
const revoke = named("revoke", "DELETE FROM oidc WHERE grant_id = $1");
const payload = ({ rows: [row] }) =>
  row && { ...row.payload, ...(row.consumed_at && { consumed: Math.floor(row.consumed_at / 1000) }) };

class Store {
  constructor(model) { this.model = model; }
  upsert(id, value, seconds) { return put(this.model, id, value, value.grantId, value.uid, seconds ?? null); }
  async find(id) { return payload(await get(this.model, id)); }
  async findByUid(uid) { return payload(await getByUid(this.model, uid)); }
  consume(id) { return consume(this.model, id); }
  destroy(id) { return destroy(this.model, id); }
  revokeByGrantId(id) { return revoke(id); }
}

const es256 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
const provider = new Provider(`http://localhost:${port}`, {
  adapter: Store,
  clients,
  cookies: { keys: [cookieKey] },
  jwks: { keys: [{ ...es256, alg: "ES256", use: "sig" }] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
  },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  async loadExistingGrant(context) {
    const { client, session, params } = context.oidc;
    const known = session.grantIdFor(client.clientId);
    if (known) return provider.Grant.find(known);
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(params.scope);
    await grant.save();
    return grant;
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/sign-in/${interaction.uid}` },
});

const answer = provider.callback();
createServer((request, response) =>
  request.url.startsWith("/sign-in/")
    ? provider.interactionFinished(request, response, { login: { accountId: "amina" } })
    : answer(request, response),
).listen(port, "127.0.0.1", () => console.log("ready"));
