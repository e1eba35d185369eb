/** Dexie's note of its own version, which it may take away again. */
const OF_DEXIE = '$meta';

/**
 * `factory`, except that an upgrade deletes no table. Opening a database that a newer build has upgraded deletes
 * nothing anyway (Dexie takes it at its version); but the next upgrade, of a build that comes after a rollback and
 * never knew the newer tables, would have Dexie delete them with all that is in them.
 */
export function keepTables(factory: IDBFactory): IDBFactory {
  return {
    open(name, version) {
      const request = factory.open(name, version);
      // Before Dexie's own handler, which comes later and so is called later.
      request.addEventListener('upgradeneeded', () => {
        const db = request.result;
        db.deleteObjectStore = (table) => {
          if (table === OF_DEXIE) IDBDatabase.prototype.deleteObjectStore.call(db, table);
        };
      });
      return request;
    },
    deleteDatabase: (name) => factory.deleteDatabase(name),
    databases: () => factory.databases(),
    cmp: (a, b) => factory.cmp(a, b),
  };
}
