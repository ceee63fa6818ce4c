"""What a build writes: the files of one taxonomy version, and a package that holds them."""
