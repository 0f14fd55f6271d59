"""Stand-in of torch: a GPU of which only the cache is emptied."""

from script import script


def from_numpy(array):
    return array


class cuda:
    @staticmethod
    def is_available():
        return True

    @staticmethod
    def empty_cache():
        script.cache_emptied += 1
