package import BilateralBase

/// A picture by its address.
package struct Image: WireObject {
  /// Where the picture lies.
  package var url: String
  /// Where a small copy lies.
  package var thumbnail: String?
  /// What it shows.
  package var category: ImageCategory
  /// The file type, such as `jpeg`.
  package var type: CiString
  /// Pixels across.
  package var width: Int?
  /// Pixels down.
  package var height: Int?
  /// Members without a place here.
  package var extras: Extras

  /// Makes the object; what is left out is absent.
  package init(
    url: String, thumbnail: String? = nil, category: ImageCategory, type: CiString, width: Int? = nil,
    height: Int? = nil, extras: Extras = []
  ) {
    self.url = url
    self.thumbnail = thumbnail
    self.category = category
    self.type = type
    self.width = width
    self.height = height
    self.extras = extras
  }
}
