package results

import (
	"database/sql"
	_ "embed"
	"fmt"
)

var (
	//go:embed schema.sql
	schema string
	//go:embed seal.sql
	sealSchema string
	//go:embed migrate.sql
	migration string
)

const (
	applicationID = 0x70726f78 // "prox"
	schemaVersion = 7
	oldestVersion = 6 // that is still read; a run migrates it
)

// create makes the tables in an empty file.
func create(tx *sql.Tx) error {
	const identity = "%s; %s; PRAGMA application_id = %d; PRAGMA user_version = %d"
	_, err := tx.Exec(fmt.Sprintf(identity, schema, sealSchema, applicationID, schemaVersion))
	return err
}

// migrate brings a file of the oldest version to the present one. Its trials are trusted as they are.
func migrate(tx *sql.Tx) error {
	const identity = "%s; %s; PRAGMA user_version = %d"
	if _, err := tx.Exec(fmt.Sprintf(identity, migration, sealSchema, schemaVersion)); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE trial AS t SET curves = ` + curves); err != nil {
		return err
	}
	for table, digest := range digests {
		if _, err := tx.Exec(`UPDATE ` + table + ` AS t SET digest = ` + digest); err != nil {
			return err
		}
	}
	return nil
}
