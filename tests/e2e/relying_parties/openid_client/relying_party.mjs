// A relying party by openid-client. Its first line of standard input says who it is and what to do:
//   {"act", "issuer", "client_id", "client_secret", "auth_method", "key", "kid", "redirect_uri", ...}
// It says {"go": url} where a person has to go, and reads where her browser came back to; last {"told": ...}.
// Every ID token's signature is checked, also where TLS to the issuer would do.

import { createPrivateKey } from "node:crypto";
import { createInterface } from "node:readline";
import * as oidc from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const me = await read();

const visit = async (url) => {
  say({ go: url.href ?? url });
  return new URL(await read());
};

const signingKey = async () => {
  const jwk = createPrivateKey(me.key).export({ format: "jwk" });
  const key = await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  return { key, kid: me.kid };
};

const authentication = async () => {
  switch (me.auth_method) {
    case "client_secret_basic":
      return oidc.ClientSecretBasic(me.client_secret);
    case "client_secret_post":
      return oidc.ClientSecretPost(me.client_secret);
    case "private_key_jwt":
      return oidc.PrivateKeyJwt(await signingKey());
  }
  throw new Error(`no such method: ${me.auth_method}`);
};

const execute = [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks]; // the issuer is on this machine
const discovered = async () =>
  oidc.discovery(new URL(me.issuer), me.client_id, me.metadata ?? {}, await authentication(), { execute });

// What a request begins with and its answer is held to.
const begin = async () => {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const expectedState = oidc.randomState();
  const expectedNonce = oidc.randomNonce();
  return {
    checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true },
    parameters: {
      redirect_uri: me.redirect_uri,
      scope: me.scope,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
      ...me.parameters,
    },
  };
};

// The error and status of a refusal; "" for none.
const refusal = async (promise) =>
  promise.then(
    () => "",
    (error) => `${error.status} ${error.error ?? error.cause?.[0]?.parameters?.error ?? error.code}`,
  );

// Everything there is to do with the tokens of one approval.
const afterwards = async (config, tokens, options) => {
  const claims = tokens.claims();
  const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, options);
  const alive = await oidc.tokenIntrospection(config, tokens.access_token);
  const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, {}, options);
  const again = await oidc.fetchUserInfo(config, refreshed.access_token, claims.sub, options);
  const unproven = await refusal(oidc.fetchUserInfo(config, refreshed.access_token, claims.sub));
  const kept = refreshed.refresh_token ?? tokens.refresh_token;
  await oidc.tokenRevocation(config, kept);
  return {
    claims,
    userinfo,
    same: JSON.stringify(userinfo) === JSON.stringify(again),
    token_type: tokens.token_type,
    expires_in: tokens.expires_in,
    rotated: kept !== tokens.refresh_token,
    introspected: alive,
    unproven,
    revoked: {
      introspected: await oidc.tokenIntrospection(config, kept),
      refresh: await refusal(oidc.refreshTokenGrant(config, kept, {}, options)),
      userinfo: await refusal(oidc.fetchUserInfo(config, refreshed.access_token, claims.sub, options)),
    },
    end_session: oidc.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: me.redirect_uri,
      state: "bye",
    }).href,
  };
};

const ask = {
  plain: (config, parameters) => oidc.buildAuthorizationUrl(config, parameters),
  signed: async (config, parameters) => oidc.buildAuthorizationUrlWithJAR(config, parameters, await signingKey()),
  pushed: (config, parameters, options) => oidc.buildAuthorizationUrlWithPAR(config, parameters, options),
  signed_and_pushed: async (config, parameters, options) => {
    const { searchParams } = await oidc.buildAuthorizationUrlWithJAR(config, parameters, await signingKey());
    return oidc.buildAuthorizationUrlWithPAR(config, searchParams, options);
  },
};

const signIn = async (config, options) => {
  const { checks, parameters } = await begin();
  const back = await visit(await ask[me.ask](config, parameters, options));
  return oidc.authorizationCodeGrant(config, back, checks, undefined, options);
};

const acts = {
  async code(config) {
    const options = me.dpop ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256")) } : {};
    return afterwards(config, await signIn(config, options), options);
  },
  async once(config) {
    const tokens = await signIn(config);
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    return { claims: tokens.claims(), userinfo, expires_in: tokens.expires_in };
  },
  async service(config) {
    const options = { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256")) };
    const tokens = await oidc.clientCredentialsGrant(config, { scope: me.scope }, options);
    const resource = new URL(me.resource);
    const fetched = (options) =>
      oidc.fetchProtectedResource(config, tokens.access_token, resource, "GET", undefined, undefined, options);
    const answer = await fetched(options);
    const other = { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256")) };
    return {
      token_type: tokens.token_type,
      status: answer.status,
      body: await answer.json(),
      unproven: await refusal(fetched()),
      stolen: await refusal(fetched(other)),
    };
  },
  async device(config) {
    const started = await oidc.initiateDeviceAuthorization(config, { scope: me.scope });
    await visit(started.verification_uri_complete);
    const tokens = await oidc.pollDeviceAuthorizationGrant(config, started);
    const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    return { claims: tokens.claims(), userinfo };
  },
};

const registered = () =>
  oidc.dynamicClientRegistration(new URL(me.issuer), me.metadata, undefined, {
    execute,
    initialAccessToken: me.initial_access_token,
  });

const config = me.initial_access_token ? await registered() : await discovered();
let challenged = 0; // with a nonce for our proofs (RFC 9449 section 8)
config[oidc.customFetch] = async (...request) => {
  const answer = await fetch(...request);
  challenged += !answer.ok && answer.headers.has("dpop-nonce") ? 1 : 0;
  return answer;
};
const told = await acts[me.act](config);
say({ told: { ...told, challenged, registered: me.initial_access_token ? config.clientMetadata() : undefined } });
process.exit(0);
