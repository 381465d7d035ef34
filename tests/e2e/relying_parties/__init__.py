"""Relying parties that nobody here wrote sign a resident in, at all four services as an operator starts them.

`apache`: mod_auth_openidc, as Debian ships it. `openid_client`: openid-client from npm, in Node.js.
Where a tool is missing its tests are skipped and say so; with `CI=true` they fail. `deploy/tools/fetch-for-tests`
fetches both.
"""
