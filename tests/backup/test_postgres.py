"""PostgreSQL's programs are told where the database is in a way nobody else on the machine can read."""

import pytest
from sqlalchemy.engine import make_url

from storage.backup.postgres import environment

URLS = {
    "postgresql://banshi:p%40ss%2Fword@db.example.org:5433/hall?ssl=require": {
        "PGHOST": "db.example.org",
        "PGPORT": "5433",
        "PGUSER": "banshi",
        "PGPASSWORD": "p@ss/word",
        "PGDATABASE": "hall",
        "PGSSLMODE": "require",
    },
    "postgresql+asyncpg://banshi@/hall?host=/var/run/postgresql": {
        "PGHOST": "/var/run/postgresql",
        "PGUSER": "banshi",
        "PGDATABASE": "hall",
    },
}


@pytest.mark.parametrize("url", URLS)
def test_an_address_becomes_variables(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGSSLMODE"):
        monkeypatch.delenv(name, raising=False)
    given = {name: value for name, value in environment(make_url(url)).items() if name.startswith("PG")}
    assert given == URLS[url]
