"""OAI-PMH 2.0: aggregators fetch what changed. http://www.openarchives.org/OAI/openarchivesprotocol.html"""

from catalog.exporters.oai.answers import answer

__all__ = ["answer"]
