"""The catalogue's part of the API, under /api/v1/."""

from rest_framework.routers import SimpleRouter

from catalog.api import ArtworkViewSet, CreatorViewSet, VenueViewSet

router = SimpleRouter(use_regex_path=False)
router.register("artworks", ArtworkViewSet, basename="api-artwork")
router.register("creators", CreatorViewSet, basename="api-creator")
router.register("venues", VenueViewSet, basename="api-venue")

urlpatterns = router.urls
