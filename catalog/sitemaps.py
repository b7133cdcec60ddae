"""Every page of the catalogue that a search engine should know: https://www.sitemaps.org/protocol.html"""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.urls import reverse

from catalog.models import Artwork, Creator, Tour, Venue


class Works(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Artwork]:
        return Artwork.objects.order_by("pk").only("pk", "changed_at")

    def lastmod(self, item: Artwork) -> datetime:
        return item.changed_at

    def get_latest_lastmod(self) -> datetime | None:
        """Ask the database: by default every work would be read."""
        latest: datetime | None = Artwork.objects.aggregate(latest=Max("changed_at"))["latest"]
        return latest


class Creators(Sitemap):
    limit = 5000

    def items(self) -> QuerySet[Creator]:
        return Creator.objects.order_by("pk").only("pk", "updated_at")

    def lastmod(self, item: Creator) -> datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime | None:
        """Ask the database, as for works."""
        latest: datetime | None = Creator.objects.aggregate(latest=Max("updated_at"))["latest"]
        return latest


class Venues(Sitemap):
    def items(self) -> QuerySet[Venue]:
        return Venue.objects.filter(closed=False).order_by("pk")


class Tours(Sitemap):
    def items(self) -> QuerySet[Tour]:
        return Tour.objects.filter(published=True).order_by("pk")


class Doors(Sitemap):
    """Where one begins."""

    def items(self) -> list[str]:
        return ["scan", "guide", "artwork-list", "venue-list"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap]] = {
    "doors": Doors,
    "works": Works,
    "creators": Creators,
    "venues": Venues,
    "tours": Tours,
}
