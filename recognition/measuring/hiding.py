"""A gallery without some of its works: what is answered when a visitor photographs a work that is not in the catalogue.

Works of one house look alike (frames, lamps, a series in one format), so a photo whose own work is hidden asks harder
than any other photo of an absent work.
"""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognition.core.features import ReferenceFeatures
from recognition.core.index import NO_REFERENCE, GalleryIndex, Neighbors, Scores, nearest, strongest

ASKED = 3  # times the neighbors wanted: a hidden work may hold several of the nearest


@dataclass(frozen=True)
class WithoutWorks:
    """`index` without the references `hidden`, to be searched as any index."""

    index: GalleryIndex
    hidden: Set[int]

    @property
    def fingerprint(self) -> str:
        """Return the index's fingerprint."""
        return self.index.fingerprint

    def __len__(self) -> int:
        return len(self.index) - sum(key in self.index for key in self.hidden)

    def __contains__(self, reference_id: object) -> bool:
        return reference_id not in self.hidden and reference_id in self.index

    def search(self, vectors: NDArray[np.float32], count: int) -> Scores:
        """Return the nearest that are not hidden."""
        found = self.index.search(vectors, count + len(self.hidden))
        return strongest({key: score for key, score in found.items() if key not in self.hidden}, count)

    def neighbors(self, descriptors: NDArray[np.float32], count: int) -> Neighbors:
        """Return the nearest that are not hidden; NO_REFERENCE where hidden ones hold all that were asked for."""
        found = self.index.neighbors(descriptors, count * ASKED)
        is_hidden = np.isin(found.reference_ids, list(self.hidden))
        similarities = np.where(is_hidden, np.float32(-1), found.similarities)
        return nearest(similarities, np.where(is_hidden, NO_REFERENCE, found.reference_ids), count)

    def features(self, reference_id: int) -> ReferenceFeatures:
        """Return the features of a reference that is not hidden; raise KeyError for one that is."""
        if reference_id in self.hidden:
            raise KeyError(reference_id)
        return self.index.features(reference_id)
