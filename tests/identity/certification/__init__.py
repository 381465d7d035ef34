"""What an OpenID Provider is certified on: each test is named after its module of the public conformance suite."""
