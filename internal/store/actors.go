package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

// Actor returns the actor with the id as it is now, with its present roles: for
// what is done in somebody's name later than it was asked for. Whoever is gone,
// disabled, revoked or expired is NotFound, "actor.gone". The command line is
// the machine's owner and never gone.
func (r reader) Actor(ctx context.Context, id string) (access.Actor, error) {
	var actor access.Actor
	var err error
	user, isUser := strings.CutPrefix(id, access.UserActor)
	token, isToken := strings.CutPrefix(id, access.TokenActor)
	switch {
	case id == "cli":
		return access.System(id), nil
	case isUser:
		actor, err = r.userActor(ctx, user)
	case isToken:
		actor, err = r.tokenActor(ctx, token)
	}
	if err == nil && actor.ID == "" {
		err = fault.New(fault.NotFound, "actor.gone", "actor", id)
	}
	return actor, err
}

// userActor returns the zero actor if there is no such user or the user is disabled.
func (r reader) userActor(ctx context.Context, id string) (actor access.Actor, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var roles string
		if err := rows.Scan(&actor.Name, &actor.Admin, &roles); err != nil {
			return err
		}
		actor.ID = access.UserActor + id
		return decode(roles, &actor.Roles)
	}, "SELECT name, admin, roles FROM users WHERE id = ? AND disabled_at = 0", id)
	return actor, err
}

// tokenActor returns the zero actor if there is no such token, if it opens
// nothing any more, or if it acts for a user: then nothing was done in its own name.
func (r reader) tokenActor(ctx context.Context, id string) (actor access.Actor, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var roles string
		if err := rows.Scan(&actor.Name, &actor.Admin, &roles); err != nil {
			return err
		}
		actor.ID = access.TokenActor + id
		return decode(roles, &actor.Roles)
	}, `SELECT name, admin, roles FROM tokens
		WHERE id = ? AND owner = '' AND revoked_at = 0 AND (expires_at = 0 OR expires_at > ?)`, id, micros(r.asOf))
	return actor, err
}

// ActorNames returns what people call the actors with the ids, those that are
// gone too. Whoever has no name is left out.
func (r reader) ActorNames(ctx context.Context, ids []string) (map[string]string, error) {
	names := make(map[string]string, len(ids))
	if len(ids) == 0 {
		return names, nil
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		names[id] = name
		return nil
	}, `SELECT w.value, coalesce(u.name, t.name) FROM (SELECT DISTINCT value FROM json_each(?)) w
		LEFT JOIN users u ON u.id = substr(w.value, 6) AND w.value LIKE 'user:%'
		LEFT JOIN tokens t ON t.id = substr(w.value, 7) AND w.value LIKE 'token:%'
		WHERE coalesce(u.name, t.name) IS NOT NULL`, list)
	return names, err
}
