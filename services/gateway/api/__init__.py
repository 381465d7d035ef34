"""The gateway's HTTP: `/v1` as JSON, `/openapi.json`, `/docs`, and the OpenID Provider's endpoints.

One file a resource: its models beside its routes; requests in, one call, answers out. Who may ask what is one table
(`access`), held at one door (`door`); refusals are rendered in one place (`problems`).
"""
