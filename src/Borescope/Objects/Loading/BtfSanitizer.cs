using Borescope.Btf;
using Borescope.Compiler.Btf;
using Borescope.Objects.Reading;

namespace Borescope.Objects.Loading;

/// <summary>
/// Replaces kinds of types that an older kernel does not know by known ones of the same length, so that no type gets another number and what the
/// kernel does know keeps its types.
/// </summary>
internal static class BtfSanitizer
{
    /// <summary>The changed blob; null when there is nothing to change, or the blob is damaged.</summary>
    internal static byte[]? Sanitize(byte[] btf, BtfSupport support)
    {
        if (!BtfSpec.TryRead(btf, out var spec, out _))
            return null;
        using (spec)
        {
            var edit = new Edit(spec!, support);
            for (var id = 1u; id < spec!.EndId; id++)
                edit.Visit(spec[id]);
            return edit.IsChanged ? edit.Editor.ToBytes() : null;
        }
    }

    private sealed class Edit(BtfSpec spec, BtfSupport support)
    {
        private uint _placeholder;

        internal BtfEditor Editor { get; } = new(spec);

        internal bool IsChanged { get; private set; }

        internal void Visit(BtfType type)
        {
            switch (type.Kind)
            {
                case BtfKind.Variable when !support.Sections:
                case BtfKind.DeclarationTag when !support.DeclarationTags:
                    // One byte: four could be more than the variable has.
                    Set(type, BtfKind.Int, 0, 1);
                    BtfEditor.SetWord(Editor.Record(type.Id), 12, 8);
                    break;
                case BtfKind.DataSection when !support.Sections:
                    ReplaceSection(type);
                    break;
                case BtfKind.FunctionPrototype when !support.Functions:
                    Set(type, BtfKind.Enum, type.Count, 4);
                    break;
                case BtfKind.Function when !support.Functions:
                    Set(type, BtfKind.Typedef, 0, type.Target.Id);
                    break;
                case BtfKind.Function when !support.GlobalFunctions && type.Linkage != 0:
                    Set(type, BtfKind.Function, 0, type.Target.Id);
                    break;
                case BtfKind.Float when !support.Floats:
                    Set(type, BtfKind.Struct, 0, type.RecordedSize);
                    BtfEditor.SetWord(Editor.Record(type.Id), 0, 0);
                    break;
                case BtfKind.TypeTag when !support.TypeTags:
                    Set(type, BtfKind.Const, 0, type.Target.Id);
                    BtfEditor.SetWord(Editor.Record(type.Id), 0, 0);
                    break;
                case BtfKind.Enum when !support.Enum64 && type.IsSigned:
                    Set(type, BtfKind.Enum, type.Count, type.RecordedSize);
                    break;
                case BtfKind.Enum64 when !support.Enum64:
                    ReplaceEnum64(type);
                    break;
            }
        }

        private void Set(BtfType type, BtfKind kind, int count, uint sizeOrType)
        {
            var record = Editor.Record(type.Id);
            BtfEditor.SetWord(record, 4, ((uint)kind << 24) | (uint)count);
            BtfEditor.SetWord(record, 8, sizeOrType);
            IsChanged = true;
        }

        // Variables become members of a structure whose name has no dots.
        private void ReplaceSection(BtfType type)
        {
            var name = type.Name.Replace('.', '_').Replace('?', '_');
            BtfEditor.SetWord(Editor.Record(type.Id), 0, Editor.AddString(name));
            Set(type, BtfKind.Struct, type.Count, type.RecordedSize);
            foreach (var variable in ObjectVariable.Of(type))
            {
                var member = Editor.SectionVariable(type.Id, variable.Index);
                BtfEditor.SetWord(member, 0, variable.Type.IsVoid ? 0 : BtfLayout.Word(variable.Type.Record, 0));
                BtfEditor.SetWord(member, 4, variable.Type.Id);
                BtfEditor.SetWord(member, 8, variable.Offset * 8);
            }
        }

        private void ReplaceEnum64(BtfType type)
        {
            if (_placeholder == 0)
                _placeholder = Editor.AddType(Editor.AddString("enum64_placeholder"), BtfKind.Int, 0, 1, [8]);
            Set(type, BtfKind.Union, type.Count, type.RecordedSize);
            var members = Editor.Record(type.Id)[BtfLayout.TypeBytes..];
            for (var index = 0; index < type.Count; index++)
            {
                BtfEditor.SetWord(members, (index * 12) + 4, _placeholder);
                BtfEditor.SetWord(members, (index * 12) + 8, 0);
            }
        }
    }
}
