"""Keys that can be destroyed: data is sealed under a key per name, and erased by destroying that key.

The store is a database of its own, with short backups, so that a key does not live on in the backups of what it seals.
A destroyed name leaves a tombstone: it is never made again, and a restored backup is brought up to date by destroying
what was destroyed since (`KeyStore.destroyed`, `KeyStore.destroy`) before it serves.
"""

from chassis.keystore.store import CannotOpen, KeyDestroyed, KeyStore, keystore

__all__ = ["CannotOpen", "KeyDestroyed", "KeyStore", "keystore"]
