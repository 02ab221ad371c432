package content

// A Role says what a resource is to its post.
type Role string

// The roles. Pictures of a gallery stand in the order of the post's resources.
const (
	RoleThumbnail  Role = "thumbnail"
	RoleCover      Role = "cover"
	RoleGallery    Role = "gallery"
	RoleAttachment Role = "attachment"
)

// Roles returns every role.
func Roles() []Role { return []Role{RoleThumbnail, RoleCover, RoleGallery, RoleAttachment} }

// Part returns the resource's role: the one that it says, else the one that it is
// named for, as in Hugo's page bundles, else an attachment's.
func (r Resource) Part() Role {
	switch {
	case r.Role != "":
		return r.Role
	case r.Name == string(RoleThumbnail), r.Name == string(RoleCover):
		return Role(r.Name)
	}
	return RoleAttachment
}

// In returns the resource as a language has it: with the language's own file,
// where it says one.
func (r Resource) In(says ResourceText) Resource {
	if says.Asset != "" || says.URL != "" {
		r.Asset, r.URL, r.Width, r.Height = says.Asset, says.URL, 0, 0
	}
	return r
}
