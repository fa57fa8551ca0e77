package search

// Fold is the form in which texts are compared: Simplified characters, half-width
// letters in lower case, one kind of each bracket and dash, single spaces.
func Fold(s string) string { return foldString(s) }
