"""`/oauth2/workplaces/{organisation_id}/logout` (OpenID Connect Back-Channel Logout 1.0 section 2.5)."""

from starlette.requests import Request
from starlette.responses import Response

from services.identity.api.oidc.answers import document, refusal
from services.identity.api.oidc.errors import InvalidRequest, OAuthError
from services.identity.api.oidc.parameters import from_form, needed
from services.identity.domain.characters import are_characters
from services.identity.ports import BadArrival
from services.identity.usecases.workplaces.end_workplace_sessions import EndWorkplaceSessions


class WorkplaceLogout:
    def __init__(self, end: EndWorkplaceSessions) -> None:
        self._end = end

    async def __call__(self, request: Request) -> Response:
        """Section 2.8: 200 when it is done, 400 for a token that does not hold."""
        try:
            token = needed(await from_form(request), "logout_token")
            organisation_id = request.path_params["organisation_id"]
            if not are_characters(organisation_id):
                raise InvalidRequest("no organisation is called so")
            await self._end(organisation_id, token)
        except OAuthError as error:
            return refusal(error)
        except BadArrival:
            return refusal(InvalidRequest("the logout token does not hold"))
        return document({})
