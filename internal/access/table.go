package access

// An Operation is something that a command does and a role may allow.
type Operation string

// The operations. Those on a post ask for a role in each locale that they
// touch; Browse, Upload and CheckLinks ask for one in any; Settings, Tokens, Users
// and Audit are the admin's.
const (
	Browse      Operation = "browse"       // read what is no post: terms, assets, settings
	Read        Operation = "read"         // see drafts: heads, revisions, what was submitted
	ReadSource  Operation = "read_source"  // see what a translation is made from: asked in the language translated into
	Write       Operation = "write"        // save a translation
	Translate   Operation = "translate"    // write segments of a translation
	Confirm     Operation = "confirm"      // say that a translation is right as it stands
	Review      Operation = "review"       // approve a translation, return it
	Assign      Operation = "assign"       // say who is to do a translation: anybody, not oneself alone
	Comment     Operation = "comment"      // say something about a translation to colleagues
	WriteShared Operation = "write_shared" // save the shared part: asked in the post's source locale
	Publish     Operation = "publish"      // make live or not live; of the shared part, asked in every live locale; of a file’s texts in theirs, of the file itself in every locale
	Delete      Operation = "delete"       // remove a translation, or a post in all its locales
	Arrange     Operation = "arrange"      // merge posts, split one
	Override    Operation = "override"     // go live, or not, against the rule of parity: asked in each locale concerned
	Preview     Operation = "preview"      // hand out a link that reads drafts
	Purge       Operation = "purge"        // remove what is in the trash for good: asked in every locale of the post
	Terms       Operation = "terms"        // name a tag, an author or a series: live when saved
	Lexicon     Operation = "lexicon"      // keep the glossary and the memory: asked in the language that is translated into
	Upload      Operation = "upload"       // take a file in; remove one that the actor brought and nothing names
	CheckLinks  Operation = "check_links"  // ask other servers whether links to them lead somewhere
	Settings    Operation = "settings"     // change the site and its locales
	Tokens      Operation = "tokens"       // make, list and revoke credentials of everybody
	Users       Operation = "users"        // invite people, give them roles, disable them
	Audit       Operation = "audit"        // read who did what
)

// A Reach says how far a role allows an operation.
type Reach uint8

// The reaches, from none to all.
const (
	Never     Reach = iota
	Own             // on posts that the actor made
	NotSource       // on translations that are not their post's source
	Any
)

// An Extent says where an operation's roles are looked for.
type Extent uint8

// The extents.
const (
	PerLocale Extent = iota // in each locale named; naming none is refused
	Anywhere                // in any locale
	AdminOnly
)

// A Row is one operation of the table.
type Row struct {
	Operation Operation
	Extent    Extent
	Reach     map[Role]Reach // a role that is not named never may
}

// Roles returns every role that is given per locale.
func Roles() []Role {
	return []Role{RoleEditor, RoleAuthor, RoleReviewer, RoleTranslator, RoleReader, RoleOverride}
}

// Matrix returns the whole table of who may do what. The caller owns it.
func Matrix() []Row {
	return []Row{
		{Browse, Anywhere, map[Role]Reach{RoleEditor: Any, RoleAuthor: Any, RoleReviewer: Any, RoleTranslator: Any, RoleReader: Any}},
		{Read, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleReviewer: Any, RoleTranslator: Any, RoleReader: Any}},
		{ReadSource, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleReviewer: Any, RoleTranslator: Any}},
		{Write, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleTranslator: NotSource}},
		{Translate, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleTranslator: NotSource}},
		{Confirm, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleReviewer: Any, RoleTranslator: NotSource}},
		{Review, PerLocale, map[Role]Reach{RoleEditor: Any, RoleReviewer: Any}},
		{Assign, PerLocale, map[Role]Reach{RoleEditor: Any, RoleReviewer: Any}},
		{Comment, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleReviewer: Any, RoleTranslator: Any, RoleReader: Any}},
		{WriteShared, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own}},
		{Publish, PerLocale, map[Role]Reach{RoleEditor: Any}},
		{Delete, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own}},
		{Arrange, PerLocale, map[Role]Reach{RoleEditor: Any}},
		{Override, PerLocale, map[Role]Reach{RoleOverride: Any}},
		{Preview, PerLocale, map[Role]Reach{RoleEditor: Any, RoleAuthor: Own, RoleReviewer: Any, RoleTranslator: Any}},
		{Purge, PerLocale, map[Role]Reach{RoleEditor: Any}},
		{Terms, PerLocale, map[Role]Reach{RoleEditor: Any}},
		{Lexicon, PerLocale, map[Role]Reach{RoleEditor: Any, RoleReviewer: Any}},
		{Upload, Anywhere, map[Role]Reach{RoleEditor: Any, RoleAuthor: Any, RoleTranslator: Any}},
		{CheckLinks, Anywhere, map[Role]Reach{RoleEditor: Any}},
		{Settings, AdminOnly, nil},
		{Tokens, AdminOnly, nil},
		{Users, AdminOnly, nil},
		{Audit, AdminOnly, nil},
	}
}

// Machines returns the operations that a credential of the scope translate leaves
// of an actor's: a machine drafts, and never decides, publishes or takes away.
func Machines() []Operation { return []Operation{Browse, Read, ReadSource, Translate, Comment} }

// row returns the operation's row, or one that allows nobody but an admin.
func row(op Operation) Row {
	for _, r := range Matrix() {
		if r.Operation == op {
			return r
		}
	}
	return Row{Operation: op, Extent: AdminOnly}
}
