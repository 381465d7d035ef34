#!/bin/sh
# Builds static/ from govuk-frontend. Its fonts, crown and logotype stay out: they are for GOV.UK only.
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund --silent
govuk=node_modules/govuk-frontend/dist/govuk
npx sass --no-source-map --style=compressed --quiet-deps --load-path=node_modules pages.scss ../static/pages.css
cp "$govuk/components/exit-this-page/exit-this-page.bundle.mjs" ../static/exit-this-page.mjs
sed -i '/^\/\/# sourceMappingURL=/d' ../static/exit-this-page.mjs
